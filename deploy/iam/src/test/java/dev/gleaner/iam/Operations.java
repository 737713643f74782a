package dev.gleaner.iam;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * IAM actions that an operation requires. Most have the same name; the others are listed here by the "Actions" column of
 * the Service Authorization Reference (docs.aws.amazon.com/service-authorization, read 2026-11).
 */
final class Operations {

    private static final String WITH_TAGS = "+tags";

    private static final Map<String, String> PREFIXES = Map.of(
            "applicationautoscaling", "application-autoscaling",
            "cloudwatchlogs", "logs",
            "elasticloadbalancingv2", "elasticloadbalancing",
            "resourcegroupstaggingapi", "tag");

    private static final Map<String, Set<String>> OTHER_NAMES = Map.ofEntries(
            Map.entry("s3:ListBuckets", Set.of("s3:ListAllMyBuckets")),
            Map.entry("s3:HeadBucket", Set.of("s3:ListBucket")),
            Map.entry("s3:ListObjects", Set.of("s3:ListBucket")),
            Map.entry("s3:ListObjectsV2", Set.of("s3:ListBucket")),
            Map.entry("s3:ListObjectVersions", Set.of("s3:ListBucketVersions")),
            Map.entry("s3:ListMultipartUploads", Set.of("s3:ListBucketMultipartUploads")),
            Map.entry("s3:ListParts", Set.of("s3:ListMultipartUploadParts")),
            Map.entry("s3:HeadObject", Set.of("s3:GetObject")),
            Map.entry("s3:GetBucketLifecycleConfiguration", Set.of("s3:GetLifecycleConfiguration")),
            Map.entry("s3:PutBucketLifecycleConfiguration", Set.of("s3:PutLifecycleConfiguration")),
            // It has no action of its own.
            Map.entry("s3:DeleteBucketLifecycle", Set.of("s3:PutLifecycleConfiguration")),
            // A batch requires the action of its single calls.
            Map.entry("sqs:ChangeMessageVisibilityBatch", Set.of("sqs:ChangeMessageVisibility")),
            Map.entry("sqs:DeleteMessageBatch", Set.of("sqs:DeleteMessage")),
            // The actuator creates endpoints with tags alone.
            Map.entry("sagemaker:CreateEndpoint", Set.of("sagemaker:CreateEndpoint", "sagemaker:AddTags")),
            // Target tracking creates alarms, which end with the scalable target. Source: Amazon SageMaker AI Developer
            // Guide,
            // "Auto scaling prerequisites".
            Map.entry(
                    "application-autoscaling:RegisterScalableTarget",
                    Set.of("application-autoscaling:RegisterScalableTarget", "iam:CreateServiceLinkedRole")),
            Map.entry(
                    "application-autoscaling:PutScalingPolicy",
                    Set.of(
                            "application-autoscaling:PutScalingPolicy",
                            "cloudwatch:DescribeAlarms",
                            "cloudwatch:PutMetricAlarm")),
            Map.entry(
                    "application-autoscaling:DeregisterScalableTarget",
                    Set.of("application-autoscaling:DeregisterScalableTarget", "cloudwatch:DeleteAlarms")),
            // GetCallerIdentity cannot be denied.
            Map.entry("sts:GetCallerIdentity", Set.of()));

    private Operations() {}

    /** The actions that a recorded operation requires: {@code Service:Operation}, or {@code Service:Operation+tags}. */
    static Set<String> actions(String recorded) {
        String[] parts = recorded.split(":", 2);
        String service = parts[0].toLowerCase(Locale.ROOT).replace(" ", "");
        String prefix = PREFIXES.getOrDefault(service, service);
        if (parts[1].endsWith(WITH_TAGS)) {
            return Set.of(prefix + ":CreateTags");
        }
        String same = prefix + ":" + parts[1];
        return OTHER_NAMES.getOrDefault(same, Set.of(same));
    }
}
