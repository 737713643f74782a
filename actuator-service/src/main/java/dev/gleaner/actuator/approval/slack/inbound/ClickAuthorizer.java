package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.service.access.AccessRoles;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may decide by clicking. Who is not configured may not. */
@ApplicationScoped
class ClickAuthorizer {

    private final Map<String, Set<String>> roles;
    private final Optional<String> team;

    ClickAuthorizer(SlackConfig config) {
        // Names from the environment come in lower case; Slack's ids are in upper case.
        this.roles = config.approvers().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.getKey().toUpperCase(Locale.ROOT), entry -> roles(entry.getValue())));
        this.team = config.team();
    }

    /** Whether this person may do what the click wants: to take back takes an operator, as by REST, and all else an approver. */
    boolean isAllowed(ButtonClick click) {
        String role = click.command() instanceof ClickCommand.Undo ? AccessRoles.OPERATOR : AccessRoles.APPROVER;
        return roles.getOrDefault(click.user(), Set.of()).contains(role)
                && team.map(click.team()::equals).orElse(true);
    }

    private static Set<String> roles(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }
}
