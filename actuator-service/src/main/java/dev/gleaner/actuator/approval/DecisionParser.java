package dev.gleaner.actuator.approval;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.Decision;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Parses and validates decisions; errors name the missing field. */
public final class DecisionParser {

    private DecisionParser() {}

    /** Parses a decision with all fields of its kind; throws {@link DecisionNotAcceptedException} otherwise. */
    public static Decision parse(String body) {
        Decision decision;
        try {
            decision = Json.read(body, Decision.class);
        } catch (RuntimeException e) {
            throw malformedException("the body has to be JSON with decision approve, reject, snooze or keep");
        }
        requireComplete(decision);
        return decision;
    }

    private static void requireComplete(@Nullable Decision decision) {
        if (decision == null || isAbsent(decision.decision())) {
            throw malformedException("decision is missing: approve, reject, snooze or keep");
        }
        require(
                decision.reason() == null || decision.reason().length() <= Decision.LONGEST_REASON,
                "reason has more than " + Decision.LONGEST_REASON + " characters");
        require(
                decision.decision() == Decision.Kind.APPROVE
                        || decision.parameters().isEmpty(),
                "parameters belong to an approval");
        switch (decision.decision()) {
            case APPROVE -> require(decision.plan() != null, "approve needs the plan that was shown");
            case REJECT -> require(true, "");
            case SNOOZE -> require(decision.until() != null, "snooze needs until, a time in the future");
            case KEEP ->
                require(
                        decision.until() != null
                                && decision.reason() != null
                                && !decision.reason().isBlank(),
                        "keep needs a reason and until, a time in the future");
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw malformedException(otherwise);
        }
    }

    /** Fields can be missing in JSON, which the types do not show. */
    private static boolean isAbsent(@Nullable Object value) {
        return value == null;
    }

    static DecisionNotAcceptedException malformedException(String text) {
        return new DecisionNotAcceptedException(DecisionNotAcceptedException.Why.MALFORMED, text);
    }

    /** Counts words: a dot or a dash is not a reason. */
    static final class WordCount {

        private WordCount() {}

        /** Returns the number of parts between blanks that contain a letter or digit. */
        static int countWords(String text) {
            return (int) Arrays.stream(text.strip().split("\\s+"))
                    .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
                    .count();
        }
    }
}
