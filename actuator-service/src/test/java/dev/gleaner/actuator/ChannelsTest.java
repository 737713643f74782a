package dev.gleaner.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.arch.ChannelProperties;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelsTest {

    private final ChannelProperties channelProperties = ChannelProperties.ofTheService();

    @Test
    void shouldBeInTheTableOfWhatTheBrokerAllows() {
        assertThat(channelProperties.values("outgoing", "topic")).isNotEmpty();
        assertThat(names(ServiceTopicAccess.ACTUATOR.writes()))
                .containsAll(channelProperties.values("outgoing", "topic"));
        assertThat(names(ServiceTopicAccess.ACTUATOR.reads()))
                .containsAll(channelProperties.values("incoming", "topic"));
        assertThat(ServiceTopicAccess.ACTUATOR.groups())
                .containsExactlyInAnyOrderElementsOf(channelProperties.values("incoming", "group.id"));
    }

    private static List<String> names(Collection<Topic> topics) {
        return topics.stream().map(Topic::topicName).toList();
    }
}
