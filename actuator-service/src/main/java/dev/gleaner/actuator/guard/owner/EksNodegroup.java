package dev.gleaner.actuator.guard.owner;

import dev.gleaner.actuator.action.Order;
import java.util.List;
import java.util.Map;

/** A managed node group of EKS, or a cluster that knows the instance as a node. */
final class EksNodegroup implements Owner {

    private static final String CLUSTER = "kubernetes.io/cluster/";

    @Override
    public String name() {
        return "an EKS node group";
    }

    @Override
    public List<String> prefixes() {
        return List.of("eks:", "aws:eks:", CLUSTER);
    }

    @Override
    public String patch(Order order, Map<String, String> tags) {
        return "aws eks update-nodegroup-config --region " + order.target().region() + " --cluster-name "
                + cluster(tags)
                + " --nodegroup-name " + tags.getOrDefault("eks:nodegroup-name", "NODEGROUP")
                + " --scaling-config minSize=N-1,desiredSize=N-1 (N: what it is now)";
    }

    private static String cluster(Map<String, String> tags) {
        return tags.getOrDefault(
                "eks:cluster-name",
                tags.getOrDefault(
                        "aws:eks:cluster-name",
                        tags.keySet().stream()
                                .filter(tag -> tag.startsWith(CLUSTER))
                                .map(tag -> tag.substring(CLUSTER.length()))
                                .sorted()
                                .findFirst()
                                .orElse("CLUSTER")));
    }
}
