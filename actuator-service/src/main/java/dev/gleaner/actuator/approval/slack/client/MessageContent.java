package dev.gleaner.actuator.approval.slack.client;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.util.json.GsonFactory;
import dev.gleaner.contracts.Json;
import java.util.List;
import java.util.Map;

/**
 * Content of a message.
 *
 * @param text text for notifications and for clients that do not show blocks
 * @param hasDecisionButtons whether the blocks have the buttons of a question
 */
public record MessageContent(String text, List<LayoutBlock> blocks, boolean hasDecisionButtons) {

    public MessageContent {
        blocks = List.copyOf(blocks);
    }

    /** Hash of the whole content. */
    public String hash() {
        return Json.canonicalHash(
                Map.of("text", text, "blocks", GsonFactory.createSnakeCase().toJson(blocks)));
    }
}
