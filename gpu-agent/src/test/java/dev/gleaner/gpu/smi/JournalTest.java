package dev.gleaner.gpu.smi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {

    @Test
    void shouldTellAChangeOfASubjectOnce() {
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        Journal journal = new Journal(good::add, bad::add);

        journal.well("a", "fine");
        journal.trouble("b", "down");
        journal.well("a", "fine");
        journal.trouble("b", "down");
        journal.trouble("a", "broken");
        journal.well("a", "fine");

        assertThat(good).containsExactly("fine", "fine");
        assertThat(bad).containsExactly("down", "broken");
    }
}
