package dev.gleaner.actuator.guard.owner;

import dev.gleaner.actuator.action.Order;
import java.util.List;
import java.util.Map;

/** A compute environment of AWS Batch keeps as many vCPUs as its minimum says. */
final class Batch implements Owner {

    @Override
    public String name() {
        return "AWS Batch";
    }

    @Override
    public List<String> prefixes() {
        return List.of("aws:batch", "AWSBatchServiceTag");
    }

    @Override
    public String patch(Order order, Map<String, String> tags) {
        return "aws batch update-compute-environment --region " + order.target().region() + " --compute-environment "
                + tags.getOrDefault("aws:batch:compute-environment", "ENVIRONMENT")
                + " --compute-resources minvCpus=0,desiredvCpus=0";
    }
}
