package dev.gleaner.actuator.approval.slack.format;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.ContextBlock;
import com.slack.api.model.block.DividerBlock;
import com.slack.api.model.block.HeaderBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.ConfirmationDialogObject;
import com.slack.api.model.block.composition.MarkdownTextObject;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.ButtonElement;
import dev.gleaner.contracts.Json;
import java.util.List;

/** Builds the blocks of messages, with texts truncated to Slack's limits. */
public final class BlockFactory {

    private static final int HEADER = 150;
    private static final int SECTION = 3000;
    private static final int BUTTON = 75;
    private static final int DIALOG_TITLE = 100;
    private static final int DIALOG_TEXT = 300;

    private BlockFactory() {}

    static LayoutBlock header(String text) {
        return HeaderBlock.builder().text(plain(HEADER, text)).build();
    }

    public static LayoutBlock section(String mrkdwn) {
        return SectionBlock.builder().text(marked(SECTION, mrkdwn)).build();
    }

    public static LayoutBlock context(String mrkdwn) {
        return ContextBlock.builder().elements(List.of(marked(SECTION, mrkdwn))).build();
    }

    /** A section with a button beside it. */
    static LayoutBlock section(String mrkdwn, BlockElement beside) {
        return SectionBlock.builder()
                .text(marked(SECTION, mrkdwn))
                .accessory(beside)
                .build();
    }

    static LayoutBlock divider() {
        return DividerBlock.builder().build();
    }

    static LayoutBlock actions(List<BlockElement> buttons) {
        return ActionsBlock.builder().elements(buttons).build();
    }

    /** A button without a confirmation dialog. */
    static ButtonElement button(MessageButton button, String text, MessageButton.Value value) {
        return ButtonElement.builder()
                .actionId(button.id(value.remedy()))
                .text(plain(BUTTON, text))
                .value(Json.text(value))
                .build();
    }

    /** Adds a confirmation dialog to a button that approves. */
    static ButtonElement withApproveDialog(ButtonElement button, String title, String mrkdwn) {
        return confirming(button, "primary", title, mrkdwn, "Approve");
    }

    /** Adds a confirmation dialog to a button that undoes. */
    static ButtonElement withUndoDialog(ButtonElement button, String title, String mrkdwn) {
        return confirming(button, "danger", title, mrkdwn, "Undo");
    }

    private static ButtonElement confirming(
            ButtonElement button, String style, String title, String mrkdwn, String yes) {
        button.setStyle(style);
        button.setConfirm(ConfirmationDialogObject.builder()
                .title(plain(DIALOG_TITLE, title))
                .text(marked(DIALOG_TEXT, mrkdwn))
                .confirm(plain(BUTTON, yes))
                .deny(plain(BUTTON, "Not now"))
                .build());
        return button;
    }

    /** A plain label. */
    public static PlainTextObject plain(String text) {
        return plain(BUTTON, text);
    }

    private static PlainTextObject plain(int length, String text) {
        return PlainTextObject.builder()
                .text(MrkdwnText.truncate(length, text))
                .emoji(false)
                .build();
    }

    private static MarkdownTextObject marked(int length, String text) {
        return MarkdownTextObject.builder()
                .text(MrkdwnText.truncate(length, text))
                .build();
    }
}
