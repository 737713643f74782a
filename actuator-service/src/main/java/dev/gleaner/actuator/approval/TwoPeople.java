package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.action.ResourceActions;
import dev.gleaner.contracts.finding.Environment;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Says how many people have to agree, and how many did: the same person twice is one. */
@ApplicationScoped
public class TwoPeople {

    private final ApprovalConfig config;
    private final Predicate<Remedy> isReversible;

    @Inject
    TwoPeople(ApprovalConfig config, ResourceActions known) {
        this(config, known::isReversible);
    }

    /** With another opinion of what can be taken back. */
    public TwoPeople(ApprovalConfig config, Predicate<Remedy> isReversible) {
        this.config = config;
        this.isReversible = isReversible;
    }

    /** How many people have to say yes to this remedy. */
    public int needed(Finding finding, Remedy remedy) {
        boolean two = (config.twoPeople().irreversible() && isIrreversible(remedy))
                || (config.twoPeople().production() && isProduction(finding));
        return two ? 2 : 1;
    }

    /** Whether no undo brings it back. */
    public boolean isIrreversible(Remedy remedy) {
        return !isReversible.test(remedy);
    }

    /** How many people these identities are. */
    int count(Collection<String> identities) {
        return (int) identities.stream().map(this::person).distinct().count();
    }

    /** All identities of the people whom these are identities of. */
    public Set<String> identities(Set<String> known) {
        Set<String> people = known.stream().map(this::person).collect(Collectors.toSet());
        Set<String> all = new HashSet<>(people);
        all.addAll(known);
        config.people().keySet().stream()
                .filter(identity -> people.contains(person(identity)))
                .forEach(all::add);
        return all;
    }

    private String person(String identity) {
        return config.people().getOrDefault(identity, identity);
    }

    /** Whether it is production, as everything is whose tag does not say otherwise. */
    public boolean isProduction(Finding finding) {
        return Environment.isProduction(finding.owner().environment(), config.nonProduction());
    }
}
