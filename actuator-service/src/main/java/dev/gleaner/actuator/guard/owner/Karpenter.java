package dev.gleaner.actuator.guard.owner;

import dev.gleaner.actuator.action.Order;
import java.util.List;
import java.util.Map;

/** A stopped node leaves a NodeClaim onto which pods are scheduled (aws/karpenter-provider-aws#6866). */
final class Karpenter implements Owner {

    @Override
    public String name() {
        return "Karpenter";
    }

    @Override
    public List<String> prefixes() {
        return List.of("karpenter.sh/", "karpenter.k8s.aws/");
    }

    @Override
    public String patch(Order order, Map<String, String> tags) {
        String pool = tags.getOrDefault("karpenter.sh/nodepool", "NODEPOOL");
        return "kubectl patch nodepool " + pool + " --type merge -p "
                + "'{\"spec\":{\"disruption\":{\"consolidationPolicy\":\"WhenEmptyOrUnderutilized\","
                + "\"consolidateAfter\":\"5m\"}}}', or for this node alone: kubectl delete nodeclaim "
                + tags.getOrDefault("karpenter.sh/nodeclaim", "NODECLAIM");
    }
}
