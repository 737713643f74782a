package dev.gleaner.actuator.approval.slack.inbound;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.PlainTextObject;
import com.slack.api.model.view.View;
import com.slack.api.model.view.ViewClose;
import com.slack.api.model.view.ViewSubmit;
import com.slack.api.model.view.ViewTitle;
import dev.gleaner.contracts.Json;
import java.util.List;
import java.util.Map;

/** The modal view in which a person completes the decision of a click. */
final class DecisionForm {

    /** Longest text of a field, in characters. */
    static final int MAX_LENGTH = 500;

    private DecisionForm() {}

    /**
     * Renders the view with these fields.
     *
     * @param id its {@code callback_id}
     * @param submit text of the button that decides
     */
    static View render(String id, String title, String submit, ButtonClick click, List<LayoutBlock> fields) {
        return View.builder()
                .type("modal")
                .callbackId(id)
                .title(ViewTitle.builder()
                        .type(PlainTextObject.TYPE)
                        .text(title)
                        .build())
                .submit(ViewSubmit.builder()
                        .type(PlainTextObject.TYPE)
                        .text(submit)
                        .build())
                .close(ViewClose.builder()
                        .type(PlainTextObject.TYPE)
                        .text("Not now")
                        .build())
                .privateMetadata(Json.text(
                        Map.of("button", click.button().text(), "channel", click.channel(), "value", click.value())))
                .blocks(fields)
                .build();
    }
}
