package dev.gleaner.actuator.approval.slack;

import com.slack.api.model.block.LayoutBlock;
import java.util.List;

/**
 * What a message shows.
 *
 * @param text for notifications, and where blocks can't be shown
 * @param asks whether it has buttons
 * @param last whether it will never change again
 */
record Message(String text, List<LayoutBlock> blocks, boolean asks, boolean last) {

    Message {
        blocks = List.copyOf(blocks);
    }
}
