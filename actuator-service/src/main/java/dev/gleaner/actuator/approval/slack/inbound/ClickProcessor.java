package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.approval.DecisionNotAcceptedException;
import dev.gleaner.actuator.approval.DecisionService;
import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.actuator.approval.slack.OwnerChannels;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.outbound.SlackMessageRepository;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.execution.ActionService;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Processes clicks: checks the person and the channel, then takes the decision, creates the undo or posts the question. The
 * result, its audit entry and the record of the request are one transaction.
 */
@Singleton
record ClickProcessor(
        SlackRequestRepository requests,
        ClickAuthorizer authorizer,
        DecisionService decisions,
        ActionService actionService,
        SlackMessageRepository messages,
        EphemeralReplies replies,
        AuditChain audit) {

    /** Processes a click. The same request again gets the same response and changes nothing. */
    Uni<ClickResponse> process(String signature, ButtonClick click) {
        return requests.respondOnce(signature, session -> answer(session, click))
                .invoke(actionService::triggerExecution);
    }

    private Uni<ClickResponse> answer(Mutiny.Session session, ButtonClick click) {
        if (!authorizer.isAllowed(click)) {
            return click.command() instanceof ClickCommand.Undo
                    ? auditRefusal(session, click, "not an operator").replaceWith(ClickResponse::mayNotUndo)
                    : auditRefusal(session, click, "not an approver").replaceWith(ClickResponse::mayNot);
        }
        return authorizer
                .isInOwnerChannel(session, click)
                .flatMap(holds -> holds
                        ? messages.recordClick(
                                        session, click.finding(), replies.requireSlackOrigin(click.responseUrl()))
                                .chain(() -> executeCommand(session, click))
                        : auditRefusal(session, click, "not in the owner's channel")
                                .replaceWith(ClickResponse::elsewhere));
    }

    private Uni<ClickResponse> executeCommand(Mutiny.Session session, ButtonClick click) {
        if (click.command() instanceof ClickCommand.Decide decide) {
            return decisions
                    .decide(
                            session,
                            click.finding(),
                            decide.decision(),
                            new ApproverIdentity(click.user(), ApproverIdentity.SLACK))
                    .map(ClickResponse::of)
                    .onFailure(DecisionNotAcceptedException.class)
                    .recoverWithItem(problem -> ClickResponse.nothing(problem));
        }
        return click.command() instanceof ClickCommand.Undo undo ? undo(session, click, undo) : ask(session, click);
    }

    /** The action has to belong to the finding of the button, whose owner was checked. */
    private Uni<ClickResponse> undo(Mutiny.Session session, ButtonClick click, ClickCommand.Undo undo) {
        return session.createNativeQuery("select finding_id from action where id = :id", String.class)
                .setParameter("id", undo.action())
                .getSingleResultOrNull()
                .flatMap(finding -> click.finding().equals(finding)
                        ? actionService
                                .undo(session, undo.action(), click.user())
                                .map(ClickResponse::undo)
                                .onFailure(ActionService.NotUndoableException.class)
                                .recoverWithItem(problem -> ClickResponse.nothing(problem))
                        : Uni.createFrom().item(ClickResponse.unknownAction()));
    }

    private Uni<ClickResponse> ask(Mutiny.Session session, ButtonClick click) {
        return messages.requestQuestion(session, click.finding()).map(ClickResponse::ask);
    }

    private Uni<Void> auditRefusal(Mutiny.Session session, ButtonClick click, String reason) {
        Map<String, @Nullable Object> detail = click.command().detail();
        detail.put("reason", reason);
        return audit.append(
                session,
                new AuditDraft(AuditDraft.user(click.user()), AuditEntry.Kind.REFUSED, click.finding(), null, detail));
    }

    /** Decides whose clicks count, and in which channel. A person who is not configured may do nothing. */
    @Singleton
    static class ClickAuthorizer {

        private final Map<String, Set<String>> roles;
        private final Optional<String> team;
        private final OwnerChannels channels;

        ClickAuthorizer(SlackConfig config, OwnerChannels channels) {
            // Names from the environment come in lower case; Slack's ids are in upper case.
            this.roles = config.approvers().entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(
                            entry -> entry.getKey().toUpperCase(Locale.ROOT), entry -> roles(entry.getValue())));
            this.team = config.team();
            this.channels = channels;
        }

        /** Whether this person has the role for the command: operator for an undo, as in the REST API, else approver. */
        boolean isAllowed(ButtonClick click) {
            String role = click.command() instanceof ClickCommand.Undo ? AccessRoles.OPERATOR : AccessRoles.APPROVER;
            return roles.getOrDefault(click.user(), Set.of()).contains(role)
                    && team.map(click.team()::equals).orElse(true);
        }

        /** Whether the click comes from the channel of the owner, where alone it counts. */
        Uni<Boolean> isInOwnerChannel(Mutiny.Session session, ButtonClick click) {
            return session.find(FindingRow.class, click.finding())
                    .flatMap(row -> row == null
                            ? Uni.createFrom().item(true)
                            : session.find(Proposal.class, row.target())
                                    .map(proposal -> channels.acceptsClickIn(owner(row, proposal), click.channel())));
        }

        private static OwnerChannels.CurrentOwner owner(FindingRow row, @Nullable Proposal proposal) {
            return OwnerChannels.CurrentOwner.resolve(
                    row.finding(), Optional.ofNullable(proposal).flatMap(Proposal::planned));
        }

        private static Set<String> roles(String text) {
            return Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
        }
    }
}
