package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.exemption.ExemptionConfig;
import dev.gleaner.actuator.approval.policy.TwoPersonRule;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Finding;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Validates the exemption of a resource in production: it needs an end within a limit, and a reason of some words. */
@Singleton
record KeepDecisionValidator(ExemptionConfig config, TwoPersonRule people) {

    /** Step of idle resources in the order of work. */
    private static final int IDLE = 1;

    /**
     * Throws {@link DecisionNotAcceptedException} for an exemption that does not meet the requirements; any other decision
     * passes.
     *
     * @param tags last known tags of the target; absent if it was not described
     */
    void check(Finding finding, Optional<Map<String, String>> tags, Decision decision, Instant now) {
        if (decision.decision() != Decision.Kind.KEEP || !isProduction(finding, tags)) {
            return;
        }
        if (decision.until() != null && decision.until().isAfter(now.plus(config.longest()))) {
            throw DecisionParser.malformedException("in production something can be kept for "
                    + config.longest().toDays() + " days at most; until has to be "
                    + now.plus(config.longest()) + " or before");
        }
        int words = decision.reason() == null ? 0 : DecisionParser.WordCount.countWords(decision.reason());
        if (finding.step() == IDLE && words < config.words()) {
            throw DecisionParser.malformedException(
                    "what is idle in production is kept for a written reason of at least " + config.words()
                            + " words, not " + words);
        }
    }

    private boolean isProduction(Finding finding, Optional<Map<String, String>> tags) {
        return tags.map(shown -> people.isProduction(finding, shown))
                .orElseGet(() -> people.isProduction(finding.owner().environment()));
    }
}
