package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.EvaluatedHours;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.AccountRegion;
import org.junit.jupiter.api.Test;

class EvaluationCursorTest {

    private static final EvaluatedHours BEFORE = new EvaluatedHours(new Hour(100), new Hour(124), null, true);
    private static final EvaluatedHours TARGET = new EvaluatedHours(new Hour(103), new Hour(127), new Hour(127), false);

    private final EvaluationCursor cursor = new EvaluationCursor(new AccountRegion("123456789012", "us-east-1"));

    @Test
    void shouldBeDoneAtOnceWithoutSubjects() {
        cursor.begin(BEFORE);

        assertThat(cursor.target()).isNull();
        assertThat(cursor.evaluated("a")).isEqualTo(BEFORE);
        assertThat(cursor.countDue()).isZero();
    }

    @Test
    void shouldHaveEvaluatedSubjectsUpToTheLastKeyFurtherThanTheOthers() {
        beginWithThreeSubjects();

        cursor.advance("b", true);

        assertThat(cursor.evaluated("a")).isEqualTo(TARGET);
        assertThat(cursor.evaluated("b")).isEqualTo(TARGET);
        assertThat(cursor.evaluated("c")).isEqualTo(BEFORE);
        cursor.finish();
        assertThat(cursor.evaluated("c")).isEqualTo(TARGET);
    }

    /** Three final hours and the newest one of each. */
    @Test
    void shouldCountTheHoursThatAreDue() {
        beginWithThreeSubjects();
        assertThat(cursor.countDue()).isEqualTo(12);

        cursor.advance("a", true);
        cursor.advance("of another kind", false);
        assertThat(cursor.countDue()).isEqualTo(8);

        cursor.remove("a");
        assertThat(cursor.countDue()).isEqualTo(8);
        cursor.remove("z");
        assertThat(cursor.countDue()).isEqualTo(4);
    }

    @Test
    void shouldContinueAPassFromItsRow() {
        beginWithThreeSubjects();
        cursor.advance("b", true);

        EvaluationCursor read = EvaluationCursor.of(Json.read(Json.bytes(cursor.row()), EvaluationCursor.Row.class));

        assertThat(read.row()).isEqualTo(cursor.row());
        assertThat(read.evaluated("b")).isEqualTo(TARGET);
        assertThat(read.evaluated("c")).isEqualTo(BEFORE);
        assertThat(read.lastKey()).isEqualTo("b");
        assertThat(read.prefixes()).containsExactly("a", "b");
    }

    private void beginWithThreeSubjects() {
        cursor.begin(BEFORE);
        cursor.add("b");
        cursor.add("a");
        cursor.add("a");
        cursor.begin(TARGET);
    }
}
