package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.approval.slack.format.MessageButton;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A click on a button, or a submitted form, by a Slack user that Slack has authenticated.
 *
 * @param user id of the Slack user
 * @param team id of the user's workspace, empty if unknown
 * @param channel channel of the button, empty if unknown
 * @param button button that was clicked
 * @param value value of the button
 * @param command what the click commands
 * @param form whether it is a submitted form
 * @param trigger id with which a form can be opened for three seconds
 * @param responseUrl URL at which Slack accepts responses for half an hour
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
