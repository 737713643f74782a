package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.client.MessageContent;
import dev.gleaner.actuator.approval.slack.format.FindingBlocks;
import dev.gleaner.actuator.approval.slack.format.MessageModel;
import dev.gleaner.contracts.Json;
import java.util.Map;
import java.util.stream.Collectors;

/** What a message tells of a subject. */
public record RenderedMessage(MessageModel subject, MessageContent message) {

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
                .collect(Collectors.toMap(asked -> asked.finding().id(), MessageModel.Asked::plan));
    }

    /** Stands for what is asked: the plans that a yes would bind to. */
    public String plansHash() {
        return Json.canonicalHash(Map.of(
                "round",
                subject.round(),
                "plans",
                subject.findings().stream()
                        .map(MessageModel.Asked::plan)
                        .sorted()
                        .toList()));
    }

    /** Whether it puts a question that the message did not. */
    boolean isNewRound(PendingMessage pendingMessage) {
        return message.hasDecisionButtons() && round() != pendingMessage.round();
    }

    /** Whether the channel has to hear: not where somebody decided and the same is asked at once. */
    boolean shouldBroadcast() {
        return subject.previousAction()
                .filter(action -> action.round() == round() - 1)
                .isEmpty();
    }
}
