package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.exemption.ExemptionConfig;
import dev.gleaner.actuator.approval.policy.TwoPersonRule;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What production asks of whoever keeps something there: an end that is not too far, and a reason in words. */
@ApplicationScoped
class KeepDecisionValidator {

    /** Place of idle things in the optimisation sequence. */
    private static final int IDLE = 1;

    private final ExemptionConfig config;
    private final TwoPersonRule people;

    KeepDecisionValidator(ExemptionConfig config, TwoPersonRule people) {
        this.config = config;
        this.people = people;
    }

    /**
     * Throws {@link DecisionNotAcceptedException} for a keep that does not meet it; any other decision passes.
     *
     * @param tags of the target as AWS showed them last; absent where it was not looked at
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
