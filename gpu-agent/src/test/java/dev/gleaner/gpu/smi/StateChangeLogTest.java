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
        StateChangeLog stateChangeLog = new StateChangeLog(good::add, bad::add);

        stateChangeLog.reportHealthy("a", "fine");
        stateChangeLog.reportProblem("b", "down");
        stateChangeLog.reportHealthy("a", "fine");
        stateChangeLog.reportProblem("b", "down");
        stateChangeLog.reportProblem("a", "broken");
        stateChangeLog.reportHealthy("a", "fine");

        assertThat(good).containsExactly("fine", "fine");
        assertThat(bad).containsExactly("down", "broken");
    }
}
