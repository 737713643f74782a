package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

class LogGroupListingTest {

    @Test
    void shouldTellHowMuchIsKeptAndHowLong() {
        Signal signal = signal(LogGroup.builder()
                .logGroupName("/aws/lambda/train")
                .arn("arn:aws:logs:eu-west-3:111122223333:log-group:/aws/lambda/train:*")
                .storedBytes(12_345_678_901L)
                .retentionInDays(30)
                .creationTime(1_767_225_600_000L)
                .logGroupClass("STANDARD")
                .build());

        assertThat(signal.getResource()).isEqualTo("arn:aws:logs:eu-west-3:111122223333:log-group:/aws/lambda/train");
        Inventory group = signal.getInventory();
        assertThat(group.getSize()).isEqualTo(12_345_678_901L);
        assertThat(group.getRetentionDays()).isEqualTo(30);
        assertThat(group.getCreated()).isEqualTo(1_767_225_600_000L);
        assertThat(group.getType()).isEqualTo("STANDARD");
        assertThat(group.getTagsMap()).containsOnly(entry("team", "vision"));
    }

    @Test
    void shouldTellForEverFromNoDays() {
        assertThat(signal(LogGroup.builder().logGroupName("kept").build())
                        .getInventory()
                        .hasRetentionDays())
                .isFalse();
    }

    /** A group that stores nothing, or of which that is not known, has no metric that is worth its price. */
    @Test
    void shouldKnowTheGroupsThatStoreEventsByTheirNames() {
        List<LogGroupListing.StoringGroup> storing = LogGroupListing.storing(List.of(
                signal(LogGroup.builder()
                        .logGroupName("/aws/lambda/train")
                        .storedBytes(1L)
                        .build()),
                signal(LogGroup.builder().logGroupName("empty").storedBytes(0L).build()),
                signal(LogGroup.builder().logGroupName("unknown").build())));

        assertThat(storing).singleElement().satisfies(group -> {
            assertThat(group.id()).isEqualTo("/aws/lambda/train");
            assertThat(group.arn()).hasToString("arn:aws:logs:eu-west-3:111122223333:log-group:/aws/lambda/train");
        });
    }

    private static Signal signal(LogGroup group) {
        return LogGroupListing.signal(Listings.of("inventory-log-groups"), group, Map.of("team", "vision"));
    }
}
