package dev.gleaner.gpu.smi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateChangeLogTest {

    @Test
    void shouldTellAChangeOfASubjectOnce() {
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        StateChangeLog journal = new StateChangeLog(good::add, bad::add);

        journal.reportHealthy("a", "fine");
        journal.reportProblem("b", "down");
        journal.reportHealthy("a", "fine");
        journal.reportProblem("b", "down");
        journal.reportProblem("a", "broken");
        journal.reportHealthy("a", "fine");

        assertThat(good).containsExactly("fine", "fine");
        assertThat(bad).containsExactly("down", "broken");
    }
}
