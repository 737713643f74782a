package dev.gleaner.actuator.guard.owner;

import dev.gleaner.actuator.action.Order;
import java.util.List;
import java.util.Map;

/** It terminates a member that was stopped and starts another (aws-solutions/instance-scheduler-on-aws#479). */
final class AutoScalingGroup implements Owner {

    static final String GROUP = "aws:autoscaling:groupName";

    @Override
    public String name() {
        return "an Auto Scaling group";
    }

    @Override
    public List<String> prefixes() {
        return List.of("aws:autoscaling:");
    }

    /** One member less: the group may go below its minimum only if that is lowered too. */
    @Override
    public String patch(Order order, Map<String, String> tags) {
        String group = tags.getOrDefault(GROUP, "GROUP");
        return "aws autoscaling terminate-instance-in-auto-scaling-group --region "
                + order.target().region() + " --instance-id " + order.target().id()
                + " --should-decrement-desired-capacity (this terminates the member), or, to let the group choose, "
                + "aws autoscaling update-auto-scaling-group --region "
                + order.target().region()
                + " --auto-scaling-group-name " + group + " --min-size N-1 --desired-capacity N-1 (N: what it is now)";
    }
}
