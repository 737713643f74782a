package dev.gleaner.collector.source.inventory;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Determines by its tags the controller that would restart or restore a resource, the most specific one first. */
public final class ControllerTags {

    /** Name of the Auto Scaling group of an instance. */
    static final String GROUP_NAME = "aws:autoscaling:groupName";

    private static final String CLUSTER_TAG = "kubernetes.io/cluster/";

    private static final List<Function<Map<String, String>, Optional<String>>> BY_TAG = List.of(
            value("autoscaling:", GROUP_NAME),
            value("karpenter:", "karpenter.sh/nodepool"),
            value("karpenter:", "karpenter.sh/provisioner-name"),
            value("eks:", "eks:cluster-name"),
            value("eks:", "aws:eks:cluster-name"),
            value("eks:", "elbv2.k8s.aws/cluster"),
            ControllerTags::cluster,
            value("batch:", "aws:batch:compute-environment"),
            value("batch:", "AWSBatchServiceTag"),
            value("sagemaker:", "sagemaker:domain-arn"),
            value("sagemaker:", "sagemaker:user-profile-arn"),
            value("cloudformation:", "aws:cloudformation:stack-name"));

    private ControllerTags() {}

    /** {@code kind:NAME}, or an empty text for an instance without a controller. */
    public static String fromTags(Map<String, String> tags) {
        return BY_TAG.stream()
                .map(kind -> kind.apply(tags))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    private static Function<Map<String, String>, Optional<String>> value(String kind, String tag) {
        return tags -> Optional.ofNullable(tags.get(tag)).map(name -> kind + name);
    }

    /** The key contains the name of the cluster; the value is owned or shared. */
    private static Optional<String> cluster(Map<String, String> tags) {
        return tags.keySet().stream()
                .filter(key -> key.startsWith(CLUSTER_TAG))
                .map(key -> "eks:" + key.substring(CLUSTER_TAG.length()))
                .min(Comparator.naturalOrder());
    }
}
