package dev.gleaner.actuator.approval.policy;

import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.action.TagResource;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.EnvironmentTag;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Determines how many people have to approve, and how many different people have approved. */
@ApplicationScoped
public class TwoPersonRule {

    private final ApprovalConfig config;
    private final Predicate<Remedy> isReversible;
    /** People by their identities, both in lower case, as names from environment variables are. */
    private final Map<String, String> people;

    @Inject
    TwoPersonRule(ApprovalConfig config, ActionRegistry known) {
        this(config, known::isReversible);
    }

    /** Creates the rule with another check of what is reversible. */
    public TwoPersonRule(ApprovalConfig config, Predicate<Remedy> isReversible) {
        this.config = config;
        this.isReversible = isReversible;
        this.people = people(config.people());
    }

    /**
     * Returns the number of people who have to approve a remedy.
     *
     * @param target with its last known tags, and those that it had before Gleaner set others
     */
    public int requiredPeople(Finding finding, Remedy remedy, ApprovalTarget target) {
        boolean two = endsProduction(finding, remedy, target.tags())
                || (config.twoPeople().irreversible() && isIrreversible(remedy))
                || (config.twoPeople().production() && isProduction(finding, target));
        return two ? 2 : 1;
    }

    private boolean isProduction(Finding finding, ApprovalTarget target) {
        return isProduction(finding, target.tags())
                || target.formerTags().stream()
                        .map(EnvironmentTag::environmentOf)
                        .anyMatch(this::isProduction);
    }

    /**
     * Whether the remedy sets tags by which a resource that counts as production no longer does, so that less is required of what is proposed
     * for it from then on. It takes two people whatever is configured.
     *
     * @param tags last known tags of the target
     */
    boolean endsProduction(Finding finding, Remedy remedy, Map<String, String> tags) {
        Map<String, String> after = TagResource.tagsAfter(remedy, tags);
        return !after.equals(tags) && isProduction(finding, tags) && !isProduction(EnvironmentTag.environmentOf(after));
    }

    /** Whether a resource with these tags counts as production, and no longer does with the others. */
    public boolean endsProduction(Map<String, String> before, Map<String, String> after) {
        return isProduction(EnvironmentTag.environmentOf(before)) && !isProduction(EnvironmentTag.environmentOf(after));
    }

    /** Whether no undo restores what the remedy changes. */
    public boolean isIrreversible(Remedy remedy) {
        return !isReversible.test(remedy);
    }

    /**
     * Returns how many different people these identities certainly are. Identities of one realm are different people unless
     * they are mapped to the same one. An identity of another realm could belong to the same person, so identities of several
     * realms count together only if each is mapped to a person.
     */
    public int countDistinctPeople(Collection<ApproverIdentity> identities) {
        long mapped = people(identities.stream().filter(this::isMapped));
        long ofOneRealm = identities.stream()
                .map(ApproverIdentity::realm)
                .distinct()
                .mapToLong(realm -> people(
                        identities.stream().filter(identity -> identity.realm().equals(realm))))
                .max()
                .orElse(0);
        return Math.toIntExact(Math.max(mapped, ofOneRealm));
    }

    /** Returns all identities of the people to whom these belong, in lower case. */
    public Set<String> expandIdentities(Set<String> known) {
        Set<String> named = known.stream().map(this::person).collect(Collectors.toSet());
        Set<String> all = new HashSet<>(named);
        known.forEach(identity -> all.add(identity.toLowerCase(Locale.ROOT)));
        people.keySet().stream()
                .filter(identity -> named.contains(person(identity)))
                .forEach(all::add);
        return all;
    }

    private long people(Stream<ApproverIdentity> identities) {
        return identities.map(identity -> person(identity.name())).distinct().count();
    }

    private boolean isMapped(ApproverIdentity identity) {
        String name = identity.name().toLowerCase(Locale.ROOT);
        return people.containsKey(name) || people.containsValue(name);
    }

    private String person(String identity) {
        String name = identity.toLowerCase(Locale.ROOT);
        return people.getOrDefault(name, name);
    }

    private static Map<String, String> people(Map<String, String> configured) {
        Map<String, String> people = new HashMap<>();
        configured.forEach((identity, person) -> {
            String name = person.strip().toLowerCase(Locale.ROOT);
            String before = people.put(identity.toLowerCase(Locale.ROOT), name);
            if (before != null && !before.equals(name)) {
                throw new IllegalStateException("actuator.approval.people names two people for " + identity);
            }
        });
        people.forEach((identity, person) -> {
            if (!people.getOrDefault(person, person).equals(person)) {
                throw new IllegalStateException("actuator.approval.people." + identity + " names " + person
                        + ", which is mapped to another person");
            }
        });
        return Map.copyOf(people);
    }

    /** Whether the resource is in production by the finding or by the last known tags. */
    public boolean isProduction(Finding finding, Map<String, String> tags) {
        return isProduction(finding.owner().environment()) || isProduction(EnvironmentTag.environmentOf(tags));
    }

    /** Whether an environment is production, as it is unless it is listed as non-production. */
    public boolean isProduction(@Nullable String environment) {
        return EnvironmentTag.isProduction(environment, config.nonProduction());
    }
}
