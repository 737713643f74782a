package dev.gleaner.actuator.approval.slack;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** Approvals in Slack. Everything is off until configured. */
@ConfigMapping(prefix = "actuator.slack")
public interface SlackConfig {

    /** Secret with which Slack signs its requests. Without it no port is opened for them. */
    Optional<String> signingSecret();

    /** File that contains the signing secret. */
    Optional<Path> signingSecretFile();

    /** Token of the app's bot, {@code xoxb-...}. Without it and without a webhook nothing is posted. */
    Optional<String> botToken();

    /** File that contains the bot's token. */
    Optional<Path> botTokenFile();

    /** Id of the channel for resources whose owner has no channel of their own. */
    Optional<String> channel();

    /** Channels of owners, by the team that the resource's tag names: {@code actuator.slack.channels.vision=C0123}. */
    Map<String, String> channels();

    /**
     * Channels by the name of the role or user that created the resource, or by the service, for resources whose team has no channel:
     * {@code actuator.slack.creators.vision-training=C0123}.
     */
    Map<String, String> creators();

    /** URL of the page, to which messages link. */
    Optional<URI> consoleUrl();

    /** USD per month below which a resource has no message of its own and appears only in the digest. */
    @WithDefault("20")
    BigDecimal digestBelow();

    /** Time at which the digest is posted, in the time zone of {@link #zone}. */
    @WithDefault("09:00")
    LocalTime digestAt();

    /** Number of resources that the digest names, the largest savings first; at most 40. */
    @WithDefault("10")
    int digestSize();

    /** Time zone of the digest and of dates that people choose. */
    @WithDefault("UTC")
    ZoneId zone();

    /** Age from which a message is not updated: if its resource is proposed again, a new message is posted. */
    @WithDefault("P7D")
    Duration farUp();

    /**
     * Largest number of questions that are posted to a channel within an hour, the largest savings first; the others
     * wait.
     */
    @WithDefault("30")
    int questionsPerHour();

    /** Time between two messages to the same channel. Slack accepts about one a second. */
    @WithDefault("1s")
    Duration pace();

    /** Time between two readings of the state that health and metrics show. */
    @WithDefault("10s")
    Duration statusInterval();

    /** URL of an incoming webhook, used if there is no bot. */
    Optional<URI> webhookUrl();

    /** File that contains the URL of the webhook. */
    Optional<Path> webhookUrlFile();

    /**
     * Roles of Slack users, by user id: {@code actuator.slack.approvers.U0123=approver,operator}. An approver decides,
     * an operator undoes; any other user may do neither.
     */
    Map<String, String> approvers();

    /**
     * Id of the workspace to which users must belong. User ids are unique within a workspace. Without it, any workspace
     * in which the app is installed is accepted.
     */
    Optional<String> team();

    /** Address on which {@code POST /slack/interactions} is served. */
    @WithDefault("127.0.0.1")
    String host();

    /** Port of that route, which serves nothing else; 0 chooses a free port. */
    @WithDefault("18084")
    int port();

    /** Largest number of connections to that port; further ones are closed. */
    @WithDefault("100")
    int maxConnections();

    /** Time after which a connection without a complete request is closed. */
    @WithDefault("30s")
    Duration receiveTimeout();

    /** Time for which answered requests are remembered. It must be longer than Slack's last retry. */
    @WithDefault("1h")
    Duration remember();

    /** URL of Slack's Web API. */
    @WithDefault("https://slack.com/api/")
    String apiUrl();

    /** Only origin to which answers are sent, whatever URL a request contains. */
    @WithDefault("https://hooks.slack.com")
    URI responseOrigin();

    /**
     * Time between two checks for messages to send, at least a second. Each check sends one message to each channel.
     */
    @WithDefault("1s")
    Duration interval();

    /** Timeout of a call to Slack. It must be well below the sender's lease. */
    @WithDefault("10s")
    Duration callTimeout();

    /** Time after which another actuator replaces a sender that does not respond. */
    @WithDefault("60s")
    Duration senderLease();
}
