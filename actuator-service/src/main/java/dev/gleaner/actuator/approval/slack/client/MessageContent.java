package dev.gleaner.actuator.approval.slack.client;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.util.json.GsonFactory;
import dev.gleaner.contracts.Json;
import java.util.List;
import java.util.Map;

/**
 * What a message shows.
 *
 * @param text for notifications, and where blocks can't be shown
 * @param hasDecisionButtons whether it has buttons that decide
 */
public record MessageContent(String text, List<LayoutBlock> blocks, boolean hasDecisionButtons) {

    public MessageContent {
        blocks = List.copyOf(blocks);
    }

    /** Stands for all that it shows. */
    public String hash() {
        return Json.canonicalHash(
                Map.of("text", text, "blocks", GsonFactory.createSnakeCase().toJson(blocks)));
    }
}
