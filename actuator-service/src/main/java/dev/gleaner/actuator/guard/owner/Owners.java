package dev.gleaner.actuator.guard.owner;

import dev.gleaner.actuator.action.Order;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who owns what, and how the owner is to be changed. A node of EKS is in an Auto Scaling group too, and a group in a stack:
 * the owner that comes first in the list is the one to change.
 *
 * @param prefixes beginnings of tag keys that tell of an owner
 * @param managers parts of values of {@code managed-by} tags that do
 */
public record Owners(List<String> prefixes, List<String> managers) {

    private static final List<Owner> KNOWN = List.of(
            new Karpenter(),
            new SageMaker(),
            new Batch(),
            new EksNodegroup(),
            new AutoScalingGroup(),
            new CloudFormation(),
            new Terraform());

    public Owners {
        prefixes = List.copyOf(prefixes);
        managers = List.copyOf(managers);
    }

    /** Who owns what has these tags, with the change to make instead; empty when nobody is known to. */
    public Optional<String> refusal(Order order, Map<String, String> tags) {
        Map<String, String> telling = telling(tags);
        if (telling.isEmpty()) {
            return Optional.empty();
        }
        return Stream.concat(
                        KNOWN.stream()
                                .flatMap(owner -> owner.tag(telling).stream()
                                        .map(tag -> text(owner.name(), tag) + owner.patch(order, tags))),
                        Stream.of(
                                text("a controller", telling.keySet().iterator().next()) + "the owner"))
                .findFirst();
    }

    private static String text(String name, String tag) {
        return name + " owns it (tag " + tag + "): a controller would undo this. Change the owner instead: ";
    }

    private Map<String, String> telling(Map<String, String> tags) {
        Map<String, String> telling = new TreeMap<>(tags);
        telling.entrySet().removeIf(tag -> !isOfOwner(tag.getKey()) && !isManaged(tag.getKey(), tag.getValue()));
        return telling;
    }

    private boolean isOfOwner(String key) {
        return prefixes.stream().anyMatch(key::startsWith);
    }

    private boolean isManaged(String key, String value) {
        String plain = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        String lower = value.toLowerCase(Locale.ROOT);
        return plain.endsWith("managedby") && managers.stream().anyMatch(lower::contains);
    }
}
