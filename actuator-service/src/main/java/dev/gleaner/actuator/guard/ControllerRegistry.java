package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.aws.TargetType;
import dev.gleaner.contracts.resource.ControllerInstructions;
import dev.gleaner.contracts.resource.ResourceController;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Controllers that would revert a change of the resources they manage, recognized by the tags they set, see {@link ResourceController}. For
 * each controller it describes the change of the controller that has the same effect as the action.
 *
 * @param prefixes prefixes of tag keys that controllers set, instead of all that are known; empty for these
 * @param managers parts of values of {@code managed-by} tags that name a controller
 */
public record ControllerRegistry(List<String> prefixes, List<String> managers) {

    public ControllerRegistry {
        prefixes = List.copyOf(prefixes);
        managers = List.copyOf(managers);
    }

    /**
     * Describes the controller that manages a resource with these tags, and the change to make instead; empty when the tags
     * name no controller.
     */
    public Optional<String> refusal(ActionOrder order, Map<String, String> tags) {
        Map<String, String> matching = prefixes.isEmpty() ? tags : ofPrefixes(tags);
        return Stream.of(ResourceController.values())
                .flatMap(controller -> controller.tag(matching, managers).stream()
                        .map(tag -> text(controller.title(), tag) + change(controller, order, tags)))
                .findFirst()
                .or(() -> Optional.of(matching)
                        .filter(known -> !prefixes.isEmpty() && !known.isEmpty())
                        .map(known -> text("a controller", new TreeMap<>(known).firstKey()) + "the owner"));
    }

    private static String text(String name, String tag) {
        return name + " owns it (tag " + tag + "): a controller would undo this. Change the owner instead: ";
    }

    private Map<String, String> ofPrefixes(Map<String, String> tags) {
        Map<String, String> matching = new HashMap<>(tags);
        matching.entrySet()
                .removeIf(tag -> prefixes.stream().noneMatch(tag.getKey()::startsWith)
                        && ResourceController.MANAGED_BY
                                .tag(Map.ofEntries(tag), managers)
                                .isEmpty());
        return matching;
    }

    private static String change(ResourceController controller, ActionOrder order, Map<String, String> tags) {
        TargetType.OwnerInstructions owner = order.planned().targetType().owner();
        return switch (controller) {
            case SAGEMAKER -> owner.inSageMaker(order.target(), tags);
            case CLOUDFORMATION ->
                ControllerInstructions.stack(tags)
                        + owner.inTemplate(ControllerInstructions.logicalId(tags), order.target(), order.parameters());
            case TERRAFORM, MANAGED_BY -> owner.inTerraform(order.target(), order.parameters());
            case PULUMI, CROSSPLANE, DATABRICKS, RAY, SPOTINST, ECS -> owner.inOther(controller, order.target(), tags);
            case KARPENTER, BATCH, EKS, AUTO_SCALING ->
                ControllerInstructions.ofInstance(controller, order.target(), tags);
        };
    }
}
