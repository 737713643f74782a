package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.approval.slack.format.MessageButton;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A click on a button, or a form that was sent off, by a Slack user as Slack vouches for.
 *
 * @param user id of the Slack user
 * @param team id of their workspace, empty when not told
 * @param channel that the button is in, empty when not told
 * @param button that was clicked
 * @param value that it carries
 * @param command what it means
 * @param form whether it comes from a form
 * @param trigger with which a form can be opened, for three seconds
 * @param responseUrl where Slack takes an answer for a while
 */
public record ButtonClick(
        String user,
        String team,
        String channel,
        MessageButton button,
        MessageButton.Value value,
        ClickCommand command,
        boolean form,
        Optional<String> trigger,
        @Nullable URI responseUrl) {

    public String finding() {
        return value.finding();
    }
}
