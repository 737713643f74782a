package dev.gleaner.actuator.guard.owner;

import dev.gleaner.actuator.action.Order;
import java.util.List;
import java.util.Map;

/** A stack puts back what differs from its template when it is updated the next time. */
final class CloudFormation implements Owner {

    @Override
    public String name() {
        return "a CloudFormation stack";
    }

    @Override
    public List<String> prefixes() {
        return List.of("aws:cloudformation:");
    }

    @Override
    public String patch(Order order, Map<String, String> tags) {
        String resource = tags.getOrDefault("aws:cloudformation:logical-id", "RESOURCE");
        return "in the template of stack " + tags.getOrDefault("aws:cloudformation:stack-name", "STACK") + ": "
                + property(order, resource);
    }

    private static String property(Order order, String resource) {
        return switch (order.planned().kind()) {
            case INSTANCE ->
                "remove Resources." + resource + " or give it a Condition that is false while nobody needs it;"
                        + " an AWS::EC2::Instance has no property for stopped";
            case BUCKET ->
                "set Resources." + resource + ".Properties.LifecycleConfiguration.Rules to include "
                        + order.parameters();
            case VPC ->
                "add a resource of Type AWS::EC2::VPCEndpoint with Properties {VpcId: " + order.target().id()
                        + ", VpcEndpointType: Gateway, ServiceName: com.amazonaws."
                        + order.target().region() + ".s3, RouteTableIds: [...]}";
            case VOLUME -> "remove Resources." + resource + ", with DeletionPolicy: Snapshot";
            case ADDRESS -> "remove Resources." + resource;
            case LOG_GROUP ->
                "set Resources." + resource + ".Properties.RetentionInDays to "
                        + order.parameters().getOrDefault("days", "...");
            case AUTO_SCALING_GROUP ->
                "set Resources." + resource + ".Properties.MixedInstancesPolicy by " + order.parameters();
        };
    }
}
