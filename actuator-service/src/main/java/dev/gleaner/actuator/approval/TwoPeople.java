package dev.gleaner.actuator.approval;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Locale;

/** Says how many people have to agree, and how many did: the same person twice is one. */
@ApplicationScoped
public class TwoPeople {

    private final ApprovalConfig config;

    public TwoPeople(ApprovalConfig config) {
        this.config = config;
    }

    /** How many people have to say yes to this remedy. */
    public int needed(Finding finding, Remedy remedy) {
        boolean two = (config.twoPeople().irreversible() && isIrreversible(remedy))
                || (config.twoPeople().production() && isProduction(finding));
        return two ? 2 : 1;
    }

    /** Whether no undo brings it back. */
    public boolean isIrreversible(Remedy remedy) {
        return !remedy.reversible();
    }

    /** How many people these identities are. */
    int count(Collection<String> identities) {
        return (int) identities.stream()
                .map(identity -> config.people().getOrDefault(identity, identity))
                .distinct()
                .count();
    }

    private boolean isProduction(Finding finding) {
        String environment = finding.owner().environment();
        return environment == null || !config.nonProduction().contains(environment.toLowerCase(Locale.ROOT));
    }
}
