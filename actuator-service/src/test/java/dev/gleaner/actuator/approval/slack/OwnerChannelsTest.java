package dev.gleaner.actuator.approval.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.approval.slack.client.SlackWebhookClient;
import dev.gleaner.actuator.approval.slack.client.WebhookMessageTransport;
import dev.gleaner.contracts.finding.Finding;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose channel is whose, and where a click counts. */
class OwnerChannelsTest {

    private static final Map<String, String> OWNERS =
            Map.of("channel", "C0ALL", "channels.vision", "C0VISION", "creators.carla", "C0CARLA");

    private final OwnerChannels channels = channels(OWNERS);

    @ParameterizedTest
    @CsvSource({
        "vision, TAG, C0VISION",
        "Vision, TAG, C0VISION",
        "speech, TAG, C0ALL",
        ", NONE, C0ALL",
        "carla, CLOUDTRAIL, C0CARLA",
        // A team that is called like a person is no person, and the other way around.
        "carla, TAG, C0ALL",
        "vision, CLOUDTRAIL, C0ALL"
    })
    void shouldAskAnOwnerInTheirChannel(@Nullable String team, Finding.Owner.Source source, String channel) {
        assertThat(channels.channelOf(owner(team, source))).contains(channel);
    }

    /** Whoever may tag could name any channel: only those that are configured are used. */
    @Test
    void shouldNotTakeAChannelFromATag() {
        assertThat(channels.channelOf(owner("C0SECRET", Finding.Owner.Source.TAG)))
                .contains("C0ALL");
    }

    @Test
    void shouldAskNobodyWhereThereIsNoChannel() {
        OwnerChannels own = channels(Map.of("channels.vision", "C0VISION"));

        assertThat(own.channelOf(owner("speech", Finding.Owner.Source.TAG))).isEmpty();
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
        assertThat(channels.acceptsClickIn(owner(team, Finding.Owner.Source.TAG), clickedIn))
                .isEqualTo(counts);
    }

    @Test
    void shouldNotCountAClickOnWhatNobodyIsAskedAbout() {
        OwnerChannels own = channels(Map.of("channels.vision", "C0VISION"));

        assertThat(own.acceptsClickIn(owner("speech", Finding.Owner.Source.TAG), "C0VISION"))
                .isFalse();
    }

    @Test
    void shouldCountWhatNamesNoChannelWhereAllShareOne() {
        assertThat(channels(Map.of("channel", "C0ALL")).acceptsClickIn(owner("vision", Finding.Owner.Source.TAG), ""))
                .isTrue();
        assertThat(channels(Map.of("channel", "C0ALL"))
                        .acceptsClickIn(owner("vision", Finding.Owner.Source.TAG), "C0OTHER"))
                .isFalse();
        // A webhook does not tell where it posts to.
        assertThat(channels(Map.of()).acceptsClickIn(owner("vision", Finding.Owner.Source.TAG), "C0ANY"))
                .isTrue();
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

        assertThat(webhook.channelOf(channels, owner("vision", Finding.Owner.Source.TAG)))
                .isEmpty();
        assertThat(webhook.channelOf(channels, owner("speech", Finding.Owner.Source.TAG)))
                .contains(WebhookMessageTransport.CHANNEL);
    }

    private static OwnerChannels channels(Map<String, String> keys) {
        return new OwnerChannels(SlackConfigs.with(keys));
    }

    private static Finding.Owner owner(@Nullable String team, Finding.Owner.Source source) {
        return new Finding.Owner(team, null, null, null, source);
    }
}
