package dev.gleaner.actuator.approval.slack.format;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.element.BlockElement;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.MessageContent;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Renders the message about a resource: a question with buttons, or its outcome. */
@ApplicationScoped
public class MessageRenderer {

    private final FindingBlocks findings;
    private final Optional<URI> console;

    MessageRenderer(FindingBlocks findings, SlackConfig config) {
        this.findings = findings;
        this.console = config.consoleUrl();
    }

    /** Renders the message. */
    public MessageContent write(MessageModel messageModel) {
        return messageModel.isQuestion() ? question(messageModel) : ending(messageModel);
    }

    /** Renders a message that a newer one superseded. */
    public MessageContent renderSuperseded(String target, Optional<String> link) {
        String where = link.map(address -> "It continues in " + MrkdwnText.link(address, "a newer message") + ".")
                .orElse("The resource has another owner now, who is asked in their own channel.");
        String name = Arn.parse(target).id();
        return new MessageContent(
                MrkdwnText.escape(name),
                List.of(BlockFactory.section("*" + MrkdwnText.escape(name) + "*\n" + where), resource(target)),
                false);
    }

    private MessageContent question(MessageModel messageModel) {
        String heading = (messageModel.dryRun() ? "DRY RUN: " : "") + "Waste found: " + name(messageModel);
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(BlockFactory.header(heading));
        if (messageModel.dryRun()) {
            blocks.add(BlockFactory.section(
                    ":warning: *Dry run: an approval is recorded and checked, and nothing is changed in AWS.*"));
        }
        blocks.addAll(findings.render(messageModel));
        messageModel
                .previousAction()
                .ifPresent(action -> blocks.add(BlockFactory.context("Before: " + OutcomeText.describe(action))));
        messageModel
                .undoable()
                .ifPresent(action -> blocks.add(BlockFactory.actions(List.of(undo(messageModel, action)))));
        String silence = findings.isAutoApproved(messageModel)
                ? ":alarm_clock: *Without a rejection it is approved by the policy, as stated above.*"
                : "Without a decision nothing happens.";
        messageModel
                .expiresAt()
                .ifPresent(end -> blocks.add(BlockFactory.context(silence + " The question ends at " + end + ".")));
        console.ifPresent(
                address -> blocks.add(BlockFactory.context(MrkdwnText.link(address.toString(), "Open in Gleaner"))));
        return new MessageContent(MrkdwnText.escape(heading), blocks, true);
    }

    private static MessageContent ending(MessageModel messageModel) {
        String text = OutcomeText.describe(messageModel);
        String heading = (messageModel.dryRun() ? "DRY RUN: " : "") + name(messageModel);
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(BlockFactory.section("*" + MrkdwnText.escape(heading) + "*\n" + text));
        blocks.add(resource(messageModel.target()));
        messageModel
                .undoable()
                .ifPresent(action -> blocks.add(BlockFactory.actions(List.of(undo(messageModel, action)))));
        return new MessageContent(MrkdwnText.escape(heading), blocks, false);
    }

    private static BlockElement undo(MessageModel messageModel, Action action) {
        return BlockFactory.withUndoDialog(
                BlockFactory.button(
                        MessageButton.UNDO,
                        "Undo",
                        new MessageButton.Value(action.findingId(), 0, action.plan(), action.round(), action.id())),
                messageModel.dryRun() ? "Dry run: nothing will be changed" : "This changes AWS",
                "`" + MrkdwnText.escape(action.name()) + "` on `" + MrkdwnText.escape(messageModel.target())
                        + "` is undone, as far as possible.");
    }

    private static LayoutBlock resource(String target) {
        return BlockFactory.context(MrkdwnText.escape(target));
    }

    private static String name(MessageModel messageModel) {
        Arn arn = Arn.parse(messageModel.target());
        return messageModel.findings().stream()
                        .findFirst()
                        .map(asked -> asked.finding().rule() + " ")
                        .orElse("")
                + named(messageModel).map(name -> name + " (" + arn.id() + ")").orElse(arn.id());
    }

    /** The name of the resource, from any finding about it. */
    private static Optional<String> named(MessageModel messageModel) {
        return Stream.concat(
                        messageModel.findings().stream().map(MessageModel.Asked::finding),
                        messageModel.doubted().stream())
                .filter(finding -> finding.resource().equals(messageModel.target()))
                .map(finding -> finding.name())
                .filter(Objects::nonNull)
                .findFirst();
    }
}
