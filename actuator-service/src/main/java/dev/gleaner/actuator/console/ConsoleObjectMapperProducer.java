package dev.gleaner.actuator.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gleaner.contracts.Json;
import jakarta.inject.Singleton;

/** Provides the shared JSON mapper to the REST layer. */
class ConsoleObjectMapperProducer {

    @Singleton
    ObjectMapper mapper() {
        return Json.mapper();
    }
}
