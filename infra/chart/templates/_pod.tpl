{{/* Variables that the chart sets from options of its own, as JSON; those with an empty value are left to the pipeline. */}}
{{- define "sluice.ownEnv" -}}
{{- $p := .p -}}
{{- $env := dict
  "API_ENABLED" "true"
  "API_ADDRESS" "0.0.0.0:8686"
  "LOG_LEVEL" $p.logLevel
  "VECTOR_THREADS" (toString (int64 $p.threads))
  "SHUTDOWN_TIMEOUT_SECS" (toString (int64 $p.gracefulShutdownSecs))
  "BUFFER_MAX_BYTES" (toString (int64 $p.bufferMaxBytes))
  "KAFKA_BOOTSTRAP_SERVERS" (join "," $p.kafka.bootstrapServers)
  "KAFKA_TOPICS" (join "," $p.kafka.topics)
  "KAFKA_GROUP_ID" $p.kafka.groupId
  "KAFKA_TLS_ENABLED" (toString $p.kafka.tls)
-}}
{{- if $p.disk.enabled -}}
{{- $_ := set $env "BUFFER_TYPE" "disk" -}}
{{- $_ := set $env "BUFFER_MAX_SIZE" (toString (int64 $p.disk.maxSize)) -}}
{{- $_ := set $env "DATA_DIR" $p.dataDir -}}
{{- end -}}
{{- range $name, $value := dict "KAFKA_SASL_MECHANISM" $p.kafka.saslMechanism "KAFKA_SASL_REGION" $p.kafka.saslRegion "S3_BUCKET" $p.s3.bucket "S3_REGION" $p.s3.region "S3_ENDPOINT" $p.s3.endpoint "S3_KEY_PREFIX" $p.s3.keyPrefix "S3_COMPRESSION" $p.s3.compression -}}
{{- if $value -}}
{{- $_ := set $env $name $value -}}
{{- end -}}
{{- end -}}
{{- $env | toJson -}}
{{- end -}}

{{- define "sluice.env" -}}
{{- $p := .p -}}
{{- $own := include "sluice.ownEnv" . | fromJson -}}
{{- range $name, $value := merge $own (deepCopy $p.env) }}
- name: {{ $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- range $name, $from := $p.secretEnv }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $from.name }}
      key: {{ $from.key }}
{{- end }}
{{- if $p.disk.enabled }}
# a pod that comes back is the same member, so its partitions, and what it has of them on its volume, stay with it
- name: KAFKA_GROUP_INSTANCE_ID
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- end }}
{{- if eq $p.rack.from "podLabel" }}
- name: SLUICE_ZONE
  valueFrom:
    fieldRef:
      fieldPath: metadata.labels['topology.kubernetes.io/zone']
{{- else if eq $p.rack.from "nodeApi" }}
- name: SLUICE_NODE
  valueFrom:
    fieldRef:
      fieldPath: spec.nodeName
- name: SLUICE_NODE_LABEL
  value: {{ $p.rack.nodeLabel | quote }}
{{- end }}
{{- if ne $p.rack.from "none" }}
- name: SLUICE_RACK_BY_ZONE
  value: {{ $p.rack.byZone | toJson | quote }}
{{- end }}
{{- end -}}

{{- define "sluice.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* The pod of one pipeline; call with (dict "root" $ "name" NAME "p" PIPELINE). */}}
{{- define "sluice.pod" -}}
{{- $root := .root -}}
{{- $p := .p -}}
{{- $mounted := include "sluice.isMounted" $p -}}
metadata:
  labels:
    {{- include "sluice.selector" . | nindent 4 }}
    {{- with $p.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    kubectl.kubernetes.io/default-container: sluice
    {{- if and $mounted (not $p.configMap) }}
    # another text of the pipeline is another pod
    checksum/pipeline: {{ list $p.files $p.binaryFiles | toJson | sha256sum }}
    {{- end }}
    {{- with $p.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "sluice.serviceAccount" $root }}
  automountServiceAccountToken: {{ eq $p.rack.from "nodeApi" }}
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ include "sluice.graceSeconds" $p }}
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with $p.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    fsGroup: 65532
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  {{- if $mounted }}
  initContainers:
    # what is wrong with the pipeline stands in the pod's status: kubectl describe pod
    - name: validate
      image: {{ include "sluice.image" (dict "root" $root "image" (ternary $root.Values.toolsImage $root.Values.image (ne $root.Values.toolsImage.repository ""))) }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args: [/opt/sluice/build.mjs, --pipeline, '/pipeline/{{ $p.file }}', --out, /bundle, --only, consumer]
      terminationMessagePolicy: FallbackToLogsOnError
      env:
        {{- include "sluice.env" . | nindent 8 }}
      resources:
        requests: { cpu: 100m, memory: 256Mi }
        limits: { memory: 512Mi }
      securityContext:
        {{- include "sluice.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - { name: pipeline, mountPath: /pipeline, readOnly: true }
        - { name: bundle, mountPath: /bundle }
        - { name: tmp, mountPath: /tmp }
  {{- end }}
  containers:
    - name: sluice
      image: {{ include "sluice.image" (dict "root" $root "image" $root.Values.image) }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args:
        {{- if ne $p.rack.from "none" }}
        - --import
        - /app/rack-id.mjs
        {{- end }}
        - {{ ternary "/bundle/consumer/main.mjs" (printf "/app/%s/main.mjs" (toString $p.bundle)) (ne $mounted "") }}
      # code, cause and remedy are the last lines of a process that gives up
      terminationMessagePolicy: FallbackToLogsOnError
      env:
        {{- include "sluice.env" . | nindent 8 }}
      ports:
        - name: metrics
          containerPort: 8686
      startupProbe:
        httpGet: { path: /healthz, port: metrics }
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: { path: /healthz, port: metrics }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /readyz, port: metrics }
        periodSeconds: 10
        timeoutSeconds: 5
      resources:
        {{- toYaml $p.resources | nindent 8 }}
      securityContext:
        {{- include "sluice.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - { name: tmp, mountPath: /tmp }
        {{- if $p.disk.enabled }}
        - { name: data, mountPath: {{ $p.dataDir }} }
        {{- end }}
        {{- if $mounted }}
        - { name: bundle, mountPath: /bundle, readOnly: true }
        {{- end }}
        {{- range $index, $file := $p.secretFiles }}
        - { name: secret-{{ $index }}, mountPath: {{ $file.mountPath }}, readOnly: true }
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: { sizeLimit: 64Mi }
    {{- if $mounted }}
    - name: bundle
      emptyDir: { sizeLimit: 64Mi }
    - name: pipeline
      configMap:
        name: {{ default (printf "%s-%s" (include "sluice.fullname" $root) .name) $p.configMap }}
    {{- end }}
    {{- range $index, $file := $p.secretFiles }}
    - name: secret-{{ $index }}
      secret:
        secretName: {{ $file.secret }}
    {{- end }}
  {{- if $p.topologySpread.enabled }}
  topologySpreadConstraints:
    {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - maxSkew: 1
      topologyKey: {{ $key }}
      whenUnsatisfiable: {{ $p.topologySpread.whenUnsatisfiable }}
      labelSelector:
        matchLabels:
          {{- include "sluice.selector" $ | nindent 10 }}
    {{- end }}
  {{- end }}
  {{- with $p.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $p.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $p.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
