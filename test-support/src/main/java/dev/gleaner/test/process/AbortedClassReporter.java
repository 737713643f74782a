package dev.gleaner.test.process;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Writes a test report for a class of which no test began, because something that it needs is not there. Surefire reports the tests that
 * began only: such a class would be missing from the summary of what was skipped. Registered with JUnit as a service.
 */
public final class AbortedClassReporter implements TestExecutionListener {

    private final Path module;

    /** Called by JUnit; Surefire names the folder of the module. */
    public AbortedClassReporter() {
        this(Path.of(System.getProperty("basedir", ".")));
    }

    AbortedClassReporter(Path module) {
        this.module = module;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            test.getSource()
                    .filter(ClassSource.class::isInstance)
                    .map(source -> ((ClassSource) source).getClassName())
                    .ifPresent(name -> write(
                            folder(name),
                            name,
                            result.getThrowable().map(Throwable::toString).orElse("no reason given")));
        }
    }

    /** Where the plugin that runs such a class has its reports. */
    private Path folder(String className) {
        return module.resolve("target").resolve(className.endsWith("IT") ? "failsafe-reports" : "surefire-reports");
    }

    /** Writes a report of one skipped test, in the format of Surefire. */
    private static void write(Path folder, String className, String reason) {
        try {
            Files.createDirectories(folder);
            try (BufferedWriter file = Files.newBufferedWriter(folder.resolve("TEST-" + className + "-aborted.xml"))) {
                XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(file);
                xml.writeStartDocument();
                xml.writeStartElement("testsuite");
                xml.writeAttribute("name", className);
                xml.writeAttribute("time", "0");
                xml.writeAttribute("tests", "1");
                xml.writeAttribute("errors", "0");
                xml.writeAttribute("skipped", "1");
                xml.writeAttribute("failures", "0");
                xml.writeStartElement("testcase");
                xml.writeAttribute("name", "all tests of the class");
                xml.writeAttribute("classname", className);
                xml.writeAttribute("time", "0");
                xml.writeEmptyElement("skipped");
                xml.writeAttribute("message", reason);
                xml.writeEndDocument();
                xml.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }
}
