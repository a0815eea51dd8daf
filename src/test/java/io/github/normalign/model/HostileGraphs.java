package io.github.normalign.model;

import io.github.normalign.model.HostileModels.Case;
import io.github.normalign.model.HostileModels.Change;
import io.github.normalign.model.HostileModels.Use;
import io.github.normalign.onnx.ElementType;
import io.github.normalign.onnx.OnnxGraph;
import io.github.normalign.onnx.OnnxModel;
import io.github.normalign.onnx.OnnxNode;
import io.github.normalign.onnx.OnnxTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Graphs made to do harm, each the tiny model's decoder with one thing changed. */
final class HostileGraphs {

    static final String DECODER = "decoder_model.onnx";

    private final List<Case> cases = new ArrayList<>();

    private HostileGraphs() {
    }

    /** The cases. */
    static List<Case> cases() {
        HostileGraphs graphs = new HostileGraphs();
        HostileConstants constants = new HostileConstants(graphs);
        HostileBytes bytes = new HostileBytes(graphs);
        HostileNodes nodes = new HostileNodes(graphs);
        constants.externalData();
        constants.shapes();
        bytes.counts();
        bytes.lengths();
        nodes.order();
        nodes.bombs();
        nodes.operators();
        constants.numbers();
        return graphs.cases;
    }

    /** Adds a model of which no more than the decoder's graph is read. */
    void add(String kind, String name, String part, Change change) {
        cases.add(new Case(kind, name, change, HostileModels::decoderBeforeNative, part));
    }

    /** Adds one whose decoder's graph is changed. */
    void edit(String kind, String name, String part, Consumer<OnnxGraph> edit) {
        add(kind, name, part, model -> edited(model, edit));
    }

    /** Adds one whose decoder is other bytes, which are made when they are needed. */
    void bytes(String kind, String name, String part, Supplier<byte[]> bytes) {
        add(kind, name, part, model -> Files.write(model.resolve(DECODER), bytes.get()));
    }

    /** Adds one with more nodes in front of what the decoder does: see {@link #inject(OnnxGraph, Consumer)}. */
    void inject(String kind, String name, String part, Consumer<OnnxGraph> bomb) {
        edit(kind, name, part, graph -> inject(graph, bomb));
    }

    /** Lets the case added last be used otherwise. */
    void usedBy(Use use) {
        Case last = cases.remove(cases.size() - 1);
        cases.add(new Case(last.kind(), last.name(), last.change(), use, last.part()));
    }

    /** Leaves the case added last to the table. */
    void large() {
        cases.add(cases.remove(cases.size() - 1).asLarge());
    }

    /** Reads a model's decoder, changes its graph and writes it again. */
    static void edited(Path model, Consumer<OnnxGraph> edit) throws IOException {
        OnnxModel decoder = OnnxModel.read(model.resolve(DECODER));
        edit.accept(decoder.graph());
        decoder.write(model.resolve(DECODER));
    }

    /** Lets everything that used the encoder's vectors use them plus a value "bomb", which some nodes in front make. */
    static void inject(OnnxGraph graph, Consumer<OnnxGraph> bomb) {
        List<OnnxNode> before = List.copyOf(graph.nodes());
        before.forEach(node -> node.inputs().replaceAll(input ->
            input.equals("encoder_hidden_states") ? "hostile.states" : input));
        graph.nodes().clear();
        graph.add(new OnnxTensor("always", ElementType.BOOL, new long[0], new byte[] {1}));
        bomb.accept(graph);
        graph.add("Add", "hostile.states", "encoder_hidden_states", "bomb");
        before.forEach(graph::add);
    }
}
