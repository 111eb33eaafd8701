{{- define "sluice.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "sluice.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "sluice.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "sluice.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "sluice.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* What chooses the pods of one pipeline; call with (dict "root" $ "name" NAME). */}}
{{- define "sluice.selector" -}}
app.kubernetes.io/name: {{ include "sluice.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
sluice/pipeline: {{ .name }}
{{- end -}}

{{/* A pipeline with its defaults, as JSON. */}}
{{- define "sluice.pipeline" -}}
{{- mergeOverwrite (deepCopy .root.Values.defaults) (deepCopy .pipeline) | toJson -}}
{{- end -}}

{{- define "sluice.image" -}}
{{- $image := .image -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository (default .root.Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "sluice.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "sluice.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* Whole bytes of a quantity: 500Mi, 1G, 1073741824, 1.5Gi. */}}
{{- define "sluice.bytes" -}}
{{- $text := toString . -}}
{{- $units := dict "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000 -}}
{{- $unit := regexFind "[A-Za-z]+$" $text -}}
{{- $number := regexFind "^[0-9.]+" $text -}}
{{- $factor := 1 -}}
{{- if $unit -}}
{{- $factor = get $units $unit -}}
{{- end -}}
{{- if or (not $number) (not $factor) -}}
{{- fail (printf "'%s' is no quantity of bytes such as 500Mi or 1Gi" $text) -}}
{{- end -}}
{{- mulf (float64 $number) $factor | floor | int64 -}}
{{- end -}}

{{- define "sluice.graceSeconds" -}}
{{- default (add .gracefulShutdownSecs 15) .terminationGracePeriodSeconds -}}
{{- end -}}

{{- define "sluice.isMounted" -}}
{{- if not .bundle }}yes{{ end -}}
{{- end -}}
