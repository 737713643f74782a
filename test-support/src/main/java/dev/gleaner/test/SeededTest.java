package dev.gleaner.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A law, tested by {@link LawSeeds#upTo} so many seeds, each of type long. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(SeededTest.Seeds.class)
public @interface SeededTest {

    /** Number of seeds in the exhaustive suite. */
    int value();

    /** The seeds. */
    final class Seeds implements ArgumentsProvider, AnnotationConsumer<SeededTest> {

        private int all;

        @Override
        public void accept(SeededTest law) {
            all = law.value();
        }

        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            return LawSeeds.upTo(all).mapToObj(Arguments::of);
        }
    }
}
