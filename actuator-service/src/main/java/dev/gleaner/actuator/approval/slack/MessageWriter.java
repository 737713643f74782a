package dev.gleaner.actuator.approval.slack;

import com.slack.api.model.block.LayoutBlock;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Writes what a message says: a question with buttons, or how it ended. */
@ApplicationScoped
class MessageWriter {

    private final FindingBlocks findings;

    MessageWriter(FindingBlocks findings) {
        this.findings = findings;
    }

    /** The message about this subject as it stands now. */
    Message write(Subject subject) {
        return subject.isQuestion() ? question(subject) : ending(subject);
    }

    private Message question(Subject subject) {
        String heading = (subject.dryRun() ? "DRY RUN: " : "") + "Waste found: " + name(subject);
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Blocks.header(heading));
        if (subject.dryRun()) {
            blocks.add(Blocks.section(
                    ":warning: *Dry run: an approval is recorded and checked, and nothing is changed in AWS.*"));
        }
        blocks.addAll(findings.of(subject));
        subject.expiresAt()
                .ifPresent(end -> blocks.add(
                        Blocks.context("Without a decision nothing happens. The question ends at " + end + ".")));
        return new Message(heading, blocks, true, false);
    }

    private static Message ending(Subject subject) {
        String text = Ending.of(subject);
        String heading = (subject.dryRun() ? "DRY RUN: " : "") + name(subject);
        return new Message(
                heading,
                List.of(Blocks.section("*" + Mrkdwn.escape(heading) + "*\n" + text), resource(subject)),
                false,
                subject.round() < subject.current()
                        && subject.action().map(MessageWriter::isOver).orElse(true));
    }

    private static boolean isOver(Action action) {
        return switch (action.state()) {
            case APPROVED, CLAIMED, INTENT, CALLED -> false;
            case OBSERVED, UNDONE, REFUSED, FAILED, DRY_RUN -> true;
        };
    }

    private static LayoutBlock resource(Subject subject) {
        return Blocks.context(Mrkdwn.escape(subject.target()));
    }

    private static String name(Subject subject) {
        Arn arn = Arn.parse(subject.target());
        return subject.findings().stream()
                        .findFirst()
                        .map(asked -> asked.finding().rule() + " ")
                        .orElse("")
                + arn.id();
    }
}
