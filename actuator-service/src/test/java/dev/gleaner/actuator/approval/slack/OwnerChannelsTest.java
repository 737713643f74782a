package dev.gleaner.actuator.approval.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.approval.slack.client.SlackWebhookClient;
import dev.gleaner.actuator.approval.slack.client.WebhookMessageTransport;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose channel is whose, and where a click counts. */
class OwnerChannelsTest {

    private static final Arn RESOURCE = Arn.instance("us-east-1", "123456789012", "i-1");
    private static final Map<String, String> OWNERS =
            Map.of("channel", "C0ALL", "channels.vision", "C0VISION", "creators.carla", "C0CARLA");

    private final OwnerChannels channels = channels(OWNERS);

    @ParameterizedTest
    @CsvSource({
        "vision, , C0VISION",
        "Vision, , C0VISION",
        "speech, , C0ALL",
        ", , C0ALL",
        ", carla, C0CARLA",
        "vision, carla, C0VISION",
        // A team without a channel of its own: whoever created the resource has one.
        "speech, Carla, C0CARLA",
        // A team that is called like a person is no person, and the other way around.
        "carla, , C0ALL",
        ", vision, C0ALL"
    })
    void shouldAskAnOwnerInTheirChannel(@Nullable String team, @Nullable String creator, String channel) {
        assertThat(channels.channelOf(new OwnerChannels.CurrentOwner(team, creator)))
                .contains(channel);
    }

    @ParameterizedTest
    @CsvSource({"arn:aws:iam::123456789012:role/ci/carla, carla", "eks.amazonaws.com, eks.amazonaws.com"})
    void shouldNameTheCreatorWithoutItsPath(String creator, String name) {
        Finding finding = Findings.createdBy(Findings.idle(RESOURCE), creator);

        assertThat(OwnerChannels.CurrentOwner.resolve(finding, Optional.empty()))
                .isEqualTo(new OwnerChannels.CurrentOwner("vision", name));
    }

    /** Whoever may tag could name any channel: only those that are configured are used. */
    @Test
    void shouldNotTakeAChannelFromATag() {
        assertThat(channels.channelOf(owner("C0SECRET"))).contains("C0ALL");
    }

    @Test
    void shouldAskNobodyWhereThereIsNoChannel() {
        OwnerChannels own = channels(Map.of("channels.vision", "C0VISION"));

        assertThat(own.channelOf(owner("speech"))).isEmpty();
        assertThat(own.hasAny()).isTrue();
        assertThat(channels(Map.of()).hasAny()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "vision, C0VISION, true",
        "vision, C0ALL, false",
        "vision, C0CARLA, false",
        "vision, '', false",
        "speech, C0ALL, true",
        "speech, C0VISION, false",
        "speech, '', false"
    })
    void shouldCountClicksInTheOwnersChannelAlone(String team, String clickedIn, boolean counts) {
        assertThat(channels.acceptsClickIn(owner(team), clickedIn)).isEqualTo(counts);
    }

    @Test
    void shouldNotCountAClickOnWhatNobodyIsAskedAbout() {
        OwnerChannels own = channels(Map.of("channels.vision", "C0VISION"));

        assertThat(own.acceptsClickIn(owner("speech"), "C0VISION")).isFalse();
    }

    @Test
    void shouldCountWhatNamesNoChannelWhereAllShareOne() {
        assertThat(channels(Map.of("channel", "C0ALL")).acceptsClickIn(owner("vision"), ""))
                .isTrue();
        assertThat(channels(Map.of("channel", "C0ALL")).acceptsClickIn(owner("vision"), "C0OTHER"))
                .isFalse();
        // A webhook does not tell where it posts to.
        assertThat(channels(Map.of()).acceptsClickIn(owner("vision"), "C0ANY")).isTrue();
    }

    @Test
    void shouldNotGuessBetweenTwoChannelsOfOneName() {
        Map<String, String> twice = new HashMap<>(OWNERS);
        twice.put("channels.VISION", "C0OTHER");

        assertThatThrownBy(() -> channels(twice)).hasMessageContaining("two channels");
    }

    /** A webhook posts to one channel: what is an owner's alone is not posted there. */
    @Test
    void shouldNotPostWhatIsAnOwnersAloneByAWebhook() {
        WebhookMessageTransport webhook = new WebhookMessageTransport(
                new SlackWebhookClient(SlackConfigs.with(OWNERS)), URI.create("https://hooks.example"));

        assertThat(webhook.channelOf(channels, owner("vision"))).isEmpty();
        assertThat(webhook.channelOf(channels, owner("speech"))).contains(WebhookMessageTransport.CHANNEL);
    }

    private static OwnerChannels channels(Map<String, String> keys) {
        return new OwnerChannels(SlackConfigs.with(keys));
    }

    private static OwnerChannels.CurrentOwner owner(String team) {
        return new OwnerChannels.CurrentOwner(team, null);
    }
}
