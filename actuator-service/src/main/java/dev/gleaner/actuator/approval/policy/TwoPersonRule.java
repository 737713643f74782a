package dev.gleaner.actuator.approval.policy;

import dev.gleaner.actuator.action.ActionRegistry;
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

/** Says how many people have to agree, and how many did: the same person twice is one. */
@ApplicationScoped
public class TwoPersonRule {

    private final ApprovalConfig config;
    private final Predicate<Remedy> isReversible;
    /** By identity; both in lower case, as names from the environment are, whatever the case of the identity is. */
    private final Map<String, String> people;

    @Inject
    TwoPersonRule(ApprovalConfig config, ActionRegistry known) {
        this(config, known::isReversible);
    }

    /** With another opinion of what can be taken back. */
    public TwoPersonRule(ApprovalConfig config, Predicate<Remedy> isReversible) {
        this.config = config;
        this.isReversible = isReversible;
        this.people = people(config.people());
    }

    /**
     * How many people have to say yes to this remedy.
     *
     * @param tags of the target, as AWS showed them last
     */
    public int requiredPeople(Finding finding, Remedy remedy, Map<String, String> tags) {
        boolean two = (config.twoPeople().irreversible() && isIrreversible(remedy))
                || (config.twoPeople().production() && isProduction(finding, tags));
        return two ? 2 : 1;
    }

    /** Whether no undo brings it back. */
    public boolean isIrreversible(Remedy remedy) {
        return !isReversible.test(remedy);
    }

    /**
     * How many people these identities are for sure. Names of one realm are different people, unless they are named as one.
     * A name of another realm could be the same person's, so that names of several realms count together only where each of
     * them is mapped to a person.
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

    /** All identities of the people whom these are identities of, in lower case. */
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
                        + ", who is named as somebody else there");
            }
        });
        return Map.copyOf(people);
    }

    /** Whether it is production by the finding, or by the tags that AWS showed last. */
    public boolean isProduction(Finding finding, Map<String, String> tags) {
        return isProduction(finding.owner().environment()) || isProduction(EnvironmentTag.environmentOf(tags));
    }

    /** Whether an environment is production, as everything is whose tag does not say otherwise. */
    public boolean isProduction(@Nullable String environment) {
        return EnvironmentTag.isProduction(environment, config.nonProduction());
    }
}
