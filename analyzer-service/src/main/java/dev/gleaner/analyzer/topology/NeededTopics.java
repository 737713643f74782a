package dev.gleaner.analyzer.topology;

import dev.gleaner.contracts.topic.ServiceAccess;
import dev.gleaner.service.topic.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Makes sure at start that the topics are there that the analyzer reads and writes. */
@ApplicationScoped
class NeededTopics {

    private final Topics topics;

    NeededTopics(Topics topics) {
        this.topics = topics;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        topics.ensure(ServiceAccess.ANALYZER);
    }
}
