package dev.gleaner.actuator.approval.slack;

import dev.gleaner.contracts.Json;
import java.util.Map;
import java.util.stream.Collectors;

/** What a message tells of a subject. */
record Telling(Subject subject, Message message) {

    /** Stands for what it shows. */
    String hash() {
        return message.hash();
    }

    /** Round of the question. */
    int round() {
        return subject.round();
    }

    /** The plans that can be read in it, by the ids of their findings. */
    Map<String, String> plans() {
        return subject.findings().stream()
                .limit(FindingBlocks.SHOWN)
                .collect(Collectors.toMap(asked -> asked.finding().id(), Subject.Asked::plan));
    }

    /** Stands for what is asked: the plans that a yes would bind to. */
    String asked() {
        return Json.canonicalHash(Map.of(
                "round",
                subject.round(),
                "plans",
                subject.findings().stream().map(Subject.Asked::plan).sorted().toList()));
    }

    /** Whether it puts a question that the message did not. */
    boolean isAskedAgain(Due due) {
        return message.asks() && round() != due.round();
    }

    /** Whether the channel has to hear: not where somebody decided and the same is asked at once. */
    boolean isLoud() {
        return subject.before().filter(action -> action.round() == round() - 1).isEmpty();
    }
}
