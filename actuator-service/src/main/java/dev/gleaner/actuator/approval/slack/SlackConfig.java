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

/** How people are asked in Slack, and whose clicks count. All of it is off until configured. */
@ConfigMapping(prefix = "actuator.slack")
public interface SlackConfig {

    /** Secret that Slack signs its requests with. Without it no request is listened for. */
    Optional<String> signingSecret();

    /** File that holds the signing secret instead. */
    Optional<Path> signingSecretFile();

    /** Token of the app's bot, {@code xoxb-...}. Without it and without a webhook nothing is posted. */
    Optional<String> botToken();

    /** File that holds the bot's token instead. */
    Optional<Path> botTokenFile();

    /** Id of the channel that the bot posts to where the owner has none of their own. */
    Optional<String> channel();

    /** Channels of owners, by team as the tag says: {@code actuator.slack.channels.vision=C0123}. */
    Map<String, String> channels();

    /** Channels of owners that only the trail tells, by who created the resource. */
    Map<String, String> creators();

    /** Address of the page, which messages link to. */
    Optional<URI> consoleUrl();

    /** USD a month below which a resource is not asked about in a message of its own; the digest names it. */
    @WithDefault("20")
    BigDecimal digestBelow();

    /** When the digest is posted, in {@link #zone}. */
    @WithDefault("09:00")
    LocalTime digestAt();

    /** How many resources the digest names, the largest first; 40 at most. */
    @WithDefault("10")
    int digestSize();

    /** Zone of the digest and of dates that people choose. */
    @WithDefault("UTC")
    ZoneId zone();

    /** A message older than this is far up: when its resource is asked about again, a new one is posted. */
    @WithDefault("P7D")
    Duration farUp();

    /** Questions that are put to a channel within an hour at most; the rest waits, the largest saving first. */
    @WithDefault("30")
    int questionsPerHour();

    /** Time between two messages to the same channel: Slack takes about one a second. */
    @WithDefault("1s")
    Duration pace();

    /** How often the state for health and metrics is read. */
    @WithDefault("10s")
    Duration statusInterval();

    /** Incoming webhook to post to where there is no bot. */
    Optional<URI> webhookUrl();

    /** File that holds the webhook's address instead. */
    Optional<Path> webhookUrlFile();

    /** What Slack users may do, by their id: {@code actuator.slack.approvers.U0123=approver,operator}. An approver decides, an operator takes back, nobody else does anything. */
    Map<String, String> approvers();

    /** Workspace that users have to be of; user ids are unique within one. Without it, any that the app is installed in. */
    Optional<String> team();

    /** Address that {@code POST /slack/interactions} is listened for on. */
    @WithDefault("127.0.0.1")
    String host();

    /** Port of that route alone; 0 takes any free one. */
    @WithDefault("18084")
    int port();

    /** Connections to that port at once; one more is closed. */
    @WithDefault("100")
    int maxConnections();

    /** How long a connection to it may be open without a whole request. */
    @WithDefault("30s")
    Duration receiveTimeout();

    /** How long answered requests are remembered: longer than Slack's last retry. */
    @WithDefault("1h")
    Duration remember();

    /** Where the Web API is. */
    @WithDefault("https://slack.com/api/")
    String apiUrl();

    /** The only origin that answers are sent to, whatever a request names. */
    @WithDefault("https://hooks.slack.com")
    URI responseOrigin();

    /** How often messages are looked at, at most once a second; to each channel one is sent each time. */
    @WithDefault("1s")
    Duration interval();

    /** How long a call to Slack may take. It has to end well within the lease. */
    @WithDefault("10s")
    Duration callTimeout();

    /** How long a sender that is silent keeps others from sending. */
    @WithDefault("60s")
    Duration senderLease();
}
