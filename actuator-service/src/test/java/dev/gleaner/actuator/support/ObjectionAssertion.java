package dev.gleaner.actuator.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

/** What a rule objects to, in tables of cases. */
public final class ObjectionAssertion {

    private ObjectionAssertion() {}

    /** Requires an objection that contains this text, or none for an empty text. */
    public static void assertSays(Optional<String> objection, String why) {
        if (why.isEmpty()) {
            assertThat(objection).isEmpty();
        } else {
            assertThat(objection).hasValueSatisfying(text -> assertThat(text).contains(why));
        }
    }
}
