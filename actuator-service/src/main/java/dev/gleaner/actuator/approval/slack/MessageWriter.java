package dev.gleaner.actuator.approval.slack;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.element.BlockElement;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes what the message about a resource says: a question with buttons, or how it ended. */
@ApplicationScoped
class MessageWriter {

    private final FindingBlocks findings;
    private final Optional<URI> console;

    MessageWriter(FindingBlocks findings, SlackConfig config) {
        this.findings = findings;
        this.console = config.consoleUrl();
    }

    /** The message about this subject as it stands now. */
    Message write(Subject subject) {
        return subject.isQuestion() ? question(subject) : ending(subject);
    }

    /** What a message says that was left for a new one. */
    Message left(String target, Optional<String> link) {
        String where = link.map(address -> "It goes on in " + Mrkdwn.link(address, "a newer message") + ".")
                .orElse("It is another owner's now, who is asked in their own channel.");
        String name = Arn.parse(target).id();
        return new Message(
                Mrkdwn.escape(name),
                List.of(Blocks.section("*" + Mrkdwn.escape(name) + "*\n" + where), resource(target)),
                false);
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
        subject.before().ifPresent(action -> blocks.add(Blocks.context("Before: " + Ending.of(action))));
        subject.undoable().ifPresent(action -> blocks.add(Blocks.actions(List.of(undo(subject, action)))));
        String silence = findings.actsBySilence(subject)
                ? ":alarm_clock: *Without a no it is done by the policy, as said above.*"
                : "Without a decision nothing happens.";
        subject.expiresAt()
                .ifPresent(end -> blocks.add(Blocks.context(silence + " The question ends at " + end + ".")));
        console.ifPresent(address -> blocks.add(Blocks.context(Mrkdwn.link(address.toString(), "Open in Gleaner"))));
        return new Message(Mrkdwn.escape(heading), blocks, true);
    }

    private static Message ending(Subject subject) {
        String text = Ending.of(subject);
        String heading = (subject.dryRun() ? "DRY RUN: " : "") + name(subject);
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Blocks.section("*" + Mrkdwn.escape(heading) + "*\n" + text));
        blocks.add(resource(subject.target()));
        subject.undoable().ifPresent(action -> blocks.add(Blocks.actions(List.of(undo(subject, action)))));
        return new Message(Mrkdwn.escape(heading), blocks, false);
    }

    private static BlockElement undo(Subject subject, Action action) {
        return Blocks.undoing(
                Blocks.button(
                        Button.UNDO,
                        "Undo",
                        new ButtonValue(action.findingId(), 0, action.plan(), action.round(), action.id())),
                subject.dryRun() ? "Dry run: nothing will be changed" : "This changes AWS",
                "`" + Mrkdwn.escape(action.name()) + "` on `" + Mrkdwn.escape(subject.target())
                        + "` is taken back, as far as it can be.");
    }

    private static LayoutBlock resource(String target) {
        return Blocks.context(Mrkdwn.escape(target));
    }

    private static String name(Subject subject) {
        Arn arn = Arn.parse(subject.target());
        return subject.findings().stream()
                        .findFirst()
                        .map(asked -> asked.finding().rule() + " ")
                        .orElse("")
                + named(subject).map(name -> name + " (" + arn.id() + ")").orElse(arn.id());
    }

    /** The resource's name, by any finding about it. */
    private static Optional<String> named(Subject subject) {
        return Stream.concat(subject.findings().stream().map(Subject.Asked::finding), subject.doubted().stream())
                .filter(finding -> finding.resource().equals(subject.target()))
                .map(finding -> finding.name())
                .filter(Objects::nonNull)
                .findFirst();
    }
}
