{{/*
What no schema can say, refused before anything is applied, each with what to change. Call with
(dict "root" $ "name" NAME "p" PIPELINE).
*/}}
{{- define "sluice.checkPipeline" -}}
{{- $at := printf "pipelines.%s" .name -}}
{{- $p := .p -}}
{{- if not .root.Values.image.repository -}}
{{- fail "image.repository is empty: push an image (npm run image, then crane push dist/image/layout REPOSITORY:TAG) and name it" -}}
{{- end -}}
{{- if and $p.bundle (or $p.file $p.files $p.binaryFiles $p.configMap) -}}
{{- fail (printf "%s: bundle names a pipeline within the image, file a mounted one; give one of the two" $at) -}}
{{- end -}}
{{- if not $p.bundle -}}
{{- if not $p.file -}}
{{- fail (printf "%s: give bundle (a pipeline within the image), or file with files or configMap (a mounted one)" $at) -}}
{{- else if and (not $p.configMap) (not (hasKey (default (dict) $p.files) $p.file)) -}}
{{- fail (printf "%s: file is '%s', which is not in files; add it there, or name the configMap that has it" $at $p.file) -}}
{{- else if and $p.configMap (or $p.files $p.binaryFiles) -}}
{{- fail (printf "%s: configMap and files exclude each other" $at) -}}
{{- end -}}
{{- end -}}
{{- if not $p.kafka.bootstrapServers -}}
{{- fail (printf "%s.kafka.bootstrapServers is empty: name at least one broker" $at) -}}
{{- end -}}
{{- if not $p.kafka.topics -}}
{{- fail (printf "%s.kafka.topics is empty: name at least one topic" $at) -}}
{{- end -}}
{{- if not $p.kafka.groupId -}}
{{- fail (printf "%s.kafka.groupId is empty: name the consumer group; it keeps the offsets, so do not change it later" $at) -}}
{{- end -}}
{{- if and $p.kafka.saslMechanism (hasPrefix "AWS" $p.kafka.saslMechanism) (not $p.kafka.tls) -}}
{{- fail (printf "%s.kafka: IAM works over TLS alone; set tls: true and the brokers' port 9098" $at) -}}
{{- end -}}
{{- range $name, $_ := (include "sluice.ownEnv" (dict "root" .root "name" .name "p" $p) | fromJson) -}}
{{- if or (hasKey $p.env $name) (hasKey $p.secretEnv $name) -}}
{{- fail (printf "%s.env.%s: the chart sets this variable from an option of its own; use that" $at $name) -}}
{{- end -}}
{{- end -}}
{{- $least := add $p.gracefulShutdownSecs 10 -}}
{{- $grace := include "sluice.graceSeconds" $p | int64 -}}
{{- if lt $grace $least -}}
{{- fail (printf "%s.terminationGracePeriodSeconds is %d, but a stop may take gracefulShutdownSecs (%d s) and 10 s to leave the group: give %d or more, or leave it out" $at $grace (int64 $p.gracefulShutdownSecs) $least) -}}
{{- end -}}
{{- $limit := dig "limits" "memory" "" $p.resources -}}
{{- if $limit -}}
{{- $needed := include "sluice.memoryNeeded" $p | int64 -}}
{{- if lt (include "sluice.bytes" $limit | int64) $needed -}}
{{- fail (printf "%s.resources.limits.memory is %s, but bufferMaxBytes (%d MiB) with %d thread(s) needs %d MiB: raise the limit, or lower bufferMaxBytes" $at (toString $limit) (div (int64 $p.bufferMaxBytes) 1048576) (int64 $p.threads) (div (add $needed 1048575) 1048576)) -}}
{{- end -}}
{{- end -}}
{{- if $p.disk.enabled -}}
{{- $volume := include "sluice.bytes" $p.disk.volumeSize | int64 -}}
{{- if gt (int64 $p.disk.maxSize) (div (mul $volume 9) 10) -}}
{{- fail (printf "%s.disk.maxSize is %d bytes, more than nine tenths of volumeSize (%s): a file system needs room of its own" $at (int64 $p.disk.maxSize) (toString $p.disk.volumeSize)) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $p.rack.from "podLabel") (semverCompare "<1.35.0-0" .root.Capabilities.KubeVersion.Version) -}}
{{- fail (printf "%s.rack.from: podLabel needs Kubernetes 1.35, which copies the zone of the node onto the pod; this is %s: use nodeApi" $at .root.Capabilities.KubeVersion.Version) -}}
{{- end -}}
{{- if eq $p.autoscaling.kind "keda" -}}
{{- range $p.kafka.topics -}}
{{- if hasPrefix "^" . -}}
{{- fail (printf "%s.autoscaling.kind: keda asks for the lag of topics by name, and '%s' is a pattern: name the topics, or use hpa" $at .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and (eq $p.autoscaling.kind "hpa") (not (dig "requests" "cpu" "" $p.resources)) -}}
{{- fail (printf "%s.resources.requests.cpu is missing: autoscaling.kind hpa goes by the share of it that is used" $at) -}}
{{- end -}}
{{- if and (ne $p.autoscaling.kind "none") (gt (int64 $p.autoscaling.minReplicas) (int64 $p.autoscaling.maxReplicas)) -}}
{{- fail (printf "%s.autoscaling.minReplicas is above maxReplicas" $at) -}}
{{- end -}}
{{- end -}}

{{/*
Bytes that a process needs, by the figures of docs/performance.md and docs/delivery.md: Node and its heap, the buffer
with a quarter for what is on its way to the store, and a heap for each further thread.
*/}}
{{- define "sluice.memoryNeeded" -}}
{{- add (div (mul (int64 .bufferMaxBytes) 5) 4) 134217728 (mul (sub (int64 .threads) 1) 117440512) -}}
{{- end -}}

{{/*
Two pipelines in one group: the second finds the ledger of the first, and stops. Looked for within the release, and where
helm asks a cluster (install, upgrade, --dry-run=server) among what runs in the namespace. The same name with other rules is
a rolling update, and passes.
*/}}
{{- define "sluice.checkGroups" -}}
{{- $root := . -}}
{{- $owners := dict -}}
{{- range $name, $pipeline := .Values.pipelines -}}
{{- $p := include "sluice.pipeline" (dict "root" $root "pipeline" $pipeline) | fromJson -}}
{{- $own := default $name $p.name -}}
{{- range $broker := $p.kafka.bootstrapServers -}}
{{- $key := printf "%s on %s" $p.kafka.groupId $broker -}}
{{- $other := get $owners $key -}}
{{- if and $other (ne $other $own) -}}
{{- fail (printf "pipelines '%s' and '%s' have the same kafka.groupId '%s': a group belongs to one pipeline, whose unfinished epochs are in its offsets. Give each a group of its own" $other $own $p.kafka.groupId) -}}
{{- end -}}
{{- $_ := set $owners $key $own -}}
{{- end -}}
{{- end -}}
{{- if .Values.checkNamespace -}}
{{- range $kind := list "Deployment" "StatefulSet" -}}
{{- range $running := dig "items" (list) (lookup "apps/v1" $kind $root.Release.Namespace "") -}}
{{- $notes := dig "metadata" "annotations" (dict) $running -}}
{{- range $broker := splitList "," (dig "sluice/brokers" "" $notes) -}}
{{- $own := get $owners (printf "%s on %s" (dig "sluice/group" "" $notes) $broker) -}}
{{- $other := dig "sluice/name" "" $notes -}}
{{- if and $own (ne $own $other) -}}
{{- fail (printf "pipeline '%s' has the kafka.groupId '%s', and %s %s, which runs in this namespace, has it for pipeline '%s': a group belongs to one pipeline, whose unfinished epochs are in its offsets. Give it a group of its own; where '%s' has ended for good and npx sluice group PIPELINE --drained says so, set checkNamespace: false once" $own (get $notes "sluice/group") $kind $running.metadata.name $other $other) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
