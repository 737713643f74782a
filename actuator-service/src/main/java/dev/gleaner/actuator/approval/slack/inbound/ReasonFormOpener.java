package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.SlackCallException;
import dev.gleaner.actuator.approval.slack.client.SlackConnection;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;

/** Opens forms for reasons, where there is a bot to do so; without one the buttons decide at once. */
@ApplicationScoped
class ReasonFormOpener {

    private final SlackConnection connection;
    private final ClickProcessor.ClickAuthorizer approvers;
    private final ZoneId zone;

    ReasonFormOpener(SlackConnection connection, ClickProcessor.ClickAuthorizer approvers, SlackConfig config) {
        this.connection = connection;
        this.approvers = approvers;
        this.zone = config.zone();
    }

    /** Whether a form asks first. People who may not decide are not asked why they would. */
    boolean isFor(ButtonClick click) {
        return !click.form()
                && click.button().asksForReason()
                && click.trigger().isPresent()
                && connection.api().isPresent()
                && approvers.isAllowed(click);
    }

    /** Zone of the days that people choose. */
    ZoneId zone() {
        return zone;
    }

    /** Opens it; whether that went well. A second delivery of the same click opens no second one: triggers are used up. */
    Uni<Boolean> open(ButtonClick click, Instant now) {
        return connection
                .api()
                .orElseThrow()
                .call(methods -> methods.viewsOpen(open ->
                        open.triggerId(click.trigger().orElseThrow()).view(ReasonForm.render(click, now, zone))))
                .replaceWith(true)
                .onFailure(SlackCallException.class)
                .recoverWithItem(failure -> {
                    Log.warnf("A form can't be opened: %s", failure.getMessage());
                    return false;
                });
    }
}
