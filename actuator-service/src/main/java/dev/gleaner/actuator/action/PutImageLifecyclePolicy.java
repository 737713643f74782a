package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ContainerRepository;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.resource.ResourceKind;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Puts a lifecycle policy on a repository of container images that has none, by which untagged images expire. ECR evaluates it within 24
 * hours.
 */
final class PutImageLifecyclePolicy {

    private static final String NAME = RemedyAction.PUT_IMAGE_LIFECYCLE_POLICY.id();
    private static final String UNDO = "delete-image-lifecycle-policy";

    /** Parameter of the remedy: days after the push of an untagged image. */
    private static final String DAYS = "days";

    private static final Pattern ACCEPTED = Pattern.compile("[1-9]\\d{0,3}");

    private PutImageLifecyclePolicy() {}

    @Singleton
    static ActionDefinition<ContainerRepository.Observation> action(ActuatorAwsClients clients) {
        ContainerRepository.ExpiryReader expiry = new ContainerRepository.ExpiryReader(clients);
        return ActionDefinition.of(NAME, ContainerRepository.TYPE)
                .undoneBy(UNDO)
                .loses(
                        (planned, parameters) -> List.of(
                                "untagged images that were pushed more than "
                                        + parameters.get(DAYS)
                                        + " days ago, and those that reach that age before the undo, from which nothing can start again"))
                .changes(PutImageLifecyclePolicy::change)
                .build(CallStep.on(ContainerRepository.TYPE, NAME, "ecr:PutLifecyclePolicy")
                        .checks((order, before) -> expiry.objection(
                                Instant.now(),
                                order.target(),
                                days(order.parameters()),
                                Json.text(policy(order.parameters()))))
                        .sends((order, before) -> ContainerRepository.forChanges(clients, order.target())
                                .putLifecyclePolicy(request -> request.registryId(
                                                order.target().account())
                                        .repositoryName(nameOf(order))
                                        .lifecyclePolicyText(Json.text(policy(order.parameters())))))
                        .progress((order, before, now) -> {
                            if (isOurs(order, now)) {
                                return StepProgress.DONE;
                            }
                            return now.repository().lifecyclePolicy() == null
                                    ? StepProgress.NOT_YET
                                    : StepProgress.CONTESTED;
                        })
                        .overtaken("a lifecycle policy was put concurrently")
                        .unless((order, now) -> problem(order.parameters()))
                        .build());
    }

    /** Deletes the policy that the action put, unless somebody changed it. */
    @Singleton
    static ActionDefinition<ContainerRepository.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, ContainerRepository.TYPE)
                .build(CallStep.on(ContainerRepository.TYPE, UNDO, "ecr:DeleteLifecyclePolicy")
                        .sends((order, before) -> ContainerRepository.forChanges(clients, order.target())
                                .deleteLifecyclePolicy(request -> request.registryId(
                                                order.target().account())
                                        .repositoryName(nameOf(order))))
                        .progress((order, before, now) -> {
                            if (now.repository().lifecyclePolicy() == null) {
                                return StepProgress.DONE;
                            }
                            return isOurs(order, now) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
                        })
                        .overtaken("the lifecycle policy was changed concurrently")
                        .unless((order, now) -> Optional.of("the lifecycle policy was changed since it was put")
                                .filter(why -> now.repository().lifecyclePolicy() != null && !isOurs(order, now)))
                        .build());
    }

    private static Optional<DocumentChange> change(ContainerRepository planned, Map<String, String> parameters) {
        JsonNode before = Json.tree(Map.of());
        return Optional.of(problem(parameters)
                .map(problem -> DocumentChange.impossible(before, problem))
                .orElseGet(() -> DocumentChange.of(before, policy(parameters))));
    }

    /** Source: Amazon ECR User Guide, "Lifecycle policy properties in Amazon ECR". */
    private static JsonNode policy(Map<String, String> parameters) {
        return Json.read("""
                {"rules":[{"rulePriority":1,"description":"gleaner: untagged images expire",
                  "selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":%d},
                  "action":{"type":"expire"}}]}""".formatted(days(parameters)), JsonNode.class);
    }

    private static int days(Map<String, String> parameters) {
        return Integer.parseInt(String.valueOf(parameters.get(DAYS)));
    }

    private static Optional<String> problem(Map<String, String> parameters) {
        String days = parameters.get(DAYS);
        return days != null && ACCEPTED.matcher(days).matches()
                ? Optional.empty()
                : Optional.of("ECR takes no age of " + days + " days");
    }

    private static String nameOf(ActionOrder order) {
        return ResourceKind.CONTAINER_REPOSITORY.name(order.target());
    }

    private static boolean isOurs(ActionOrder order, ContainerRepository.Observation now) {
        String shown = now.repository().lifecyclePolicy();
        try {
            return shown != null
                    && problem(order.parameters()).isEmpty()
                    && policy(order.parameters()).equals(Json.read(shown, JsonNode.class));
        } catch (RuntimeException unreadable) {
            // It is of somebody else.
            return false;
        }
    }
}
