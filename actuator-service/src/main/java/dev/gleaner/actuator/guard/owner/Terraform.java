package dev.gleaner.actuator.guard.owner;

import dev.gleaner.actuator.action.Order;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Terraform, or a tool like it, known by tags that people let it set. The next apply puts back what differs from the
 * configuration: a lifecycle document is replaced whole (hashicorp/terraform-provider-aws#31409).
 */
final class Terraform implements Owner {

    @Override
    public String name() {
        return "Terraform or a tool like it";
    }

    @Override
    public List<String> prefixes() {
        return List.of("terraform", "Terraform", "tf-", "tf:");
    }

    /** A {@code managed-by} tag is its own too. */
    @Override
    public Optional<String> tag(Map<String, String> tags) {
        return Owner.super.tag(tags).or(() -> tags.keySet().stream()
                .filter(tag -> tag.toLowerCase(Locale.ROOT).contains("managed"))
                .findFirst());
    }

    @Override
    public String patch(Order order, Map<String, String> tags) {
        return switch (order.planned().kind()) {
            case INSTANCE ->
                "resource \"aws_ec2_instance_state\" \"NAME\" { instance_id = \"" + order.target().id()
                        + "\"  state = \"stopped\" }";
            case BUCKET ->
                "add a rule to the aws_s3_bucket_lifecycle_configuration of bucket " + order.target().id() + " with "
                        + order.parameters();
            case VPC ->
                "resource \"aws_vpc_endpoint\" \"s3\" { vpc_id = \"" + order.target().id()
                        + "\"  service_name = \"com.amazonaws." + order.target().region() + ".s3\"  route_table_ids = [...] }";
            case VOLUME -> "remove the aws_ebs_volume of " + order.target().id() + ", with final_snapshot = true";
            case ADDRESS -> "remove the aws_eip of " + order.target().id();
            case LOG_GROUP ->
                "set retention_in_days = " + order.parameters().getOrDefault("days", "...")
                        + " in the aws_cloudwatch_log_group of " + order.target();
            case AUTO_SCALING_GROUP ->
                "add a mixed_instances_policy to the aws_autoscaling_group of " + order.target() + " with "
                        + order.parameters();
        };
    }
}
