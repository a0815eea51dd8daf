package io.github.normalign.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.github.normalign.error.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wire code against the protobuf-generated classes of tribuo-util-onnx. */
class OnnxModelTest {

    @Test
    void whatTheGeneratedClassesWriteIsReadAndWrittenBackEqual() throws IOException {
        ModelProto expected = everything();
        ModelProto actual = ModelProto.parseFrom(OnnxModel.read(expected.toByteArray(), "m").toBytes());
        assertEquals(expected, actual);
    }

    @Test
    void longTensorsStayInTheFileAndAreWrittenBackEqual(@TempDir Path directory) throws IOException {
        byte[] weights = new byte[400_000];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) (i * 31 + (i >> 8));
        }
        ModelProto expected = everything().toBuilder().setGraph(everything().getGraph().toBuilder()
            .addInitializer(TensorProto.newBuilder().setName("w").setDataType(1).addDims(100).addDims(1000)
                .setRawData(ByteString.copyFrom(weights)))
            .setDocString("x".repeat(70_000))).build();
        Path file = directory.resolve("m.onnx");
        Files.write(file, expected.toByteArray());
        OnnxModel model = OnnxModel.read(file);
        OnnxTensor tensor = model.graph().initializers().get("w");
        assertArrayEquals(weights, tensor.bytes());
        model.write(file);
        assertEquals(expected, ModelProto.parseFrom(Files.readAllBytes(file)));
        OnnxTensor left = tensor.leftIn("m.onnx");
        assertTrue(left.isExternal());
        byte[] all = expected.toByteArray();
        int offset = (int) left.externalOffset();
        assertArrayEquals(weights, Arrays.copyOfRange(all, offset, offset + (int) left.byteCount()));
    }

    @Test
    void fieldsFromTheFutureAreKept() throws IOException {
        UnknownFieldSet future = UnknownFieldSet.newBuilder()
            .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(-5).addFixed32(7).addFixed64(8)
                .addLengthDelimited(ByteString.copyFrom(new byte[5000])).build()).build();
        GraphProto graph = everything().getGraph();
        ModelProto expected = everything().toBuilder().setUnknownFields(future)
            .setGraph(graph.toBuilder().setUnknownFields(future)
                .setNode(0, graph.getNode(0).toBuilder().setUnknownFields(future)
                    .setAttribute(0, graph.getNode(0).getAttribute(0).toBuilder().setUnknownFields(future)))
                .setInitializer(0, graph.getInitializer(0).toBuilder().setUnknownFields(future))
                .setInput(0, graph.getInput(0).toBuilder().setUnknownFields(future))).build();
        assertEquals(expected, ModelProto.parseFrom(OnnxModel.read(expected.toByteArray(), "m").toBytes()));
    }

    @Test
    void aBuiltModelIsWhatTheGeneratedClassesRead() throws IOException {
        OnnxGraph body = new OnnxGraph("body");
        body.addInput(OnnxValue.tensor("state", ElementType.FLOAT, "batch", 4));
        body.add("Identity", "next", "state").named("step");
        body.addOutput(OnnxValue.ofAnyShape("next", ElementType.FLOAT));
        OnnxGraph graph = new OnnxGraph("g");
        graph.addInput(OnnxValue.tensor("x", ElementType.FLOAT, "batch", 4));
        graph.addInput(OnnxValue.tensor("one", ElementType.INT64));
        graph.add(OnnxTensor.scalar("scale", 0.5f));
        graph.add(OnnxTensor.ofInt8s("w", new long[] {2, 2}, (byte) 1, (byte) -2, (byte) 3, (byte) -4));
        graph.add(OnnxTensor.external("table", ElementType.INT8, new long[] {3, 4}, "weights.bin", 5_000_000_000L, 12));
        graph.add(new OnnxNode("Scan", List.of("x"), List.of("y"))).with("body", body).with("num_scan_inputs", 1)
            .with("scan_input_axes", new long[] {1, -1});
        graph.add("Gelu", "z", "y").inDomain("com.microsoft").with("alpha", 0.25f).with("mode", "tanh");
        graph.addOutput(OnnxValue.tensor("z", ElementType.FLOAT, "batch", 4));
        OnnxModel model = new OnnxModel(8, 17, graph);
        model.opsets().put("com.microsoft", 1L);
        model.setProducer("normalign");
        model.metadata().put("k", "v");

        ModelProto proto = ModelProto.parseFrom(model.toBytes());
        assertEquals(8, proto.getIrVersion());
        assertEquals("normalign", proto.getProducerName());
        assertEquals(17, proto.getOpsetImport(0).getVersion());
        assertEquals("com.microsoft", proto.getOpsetImport(1).getDomain());
        GraphProto written = proto.getGraph();
        assertEquals("batch", written.getInput(0).getType().getTensorType().getShape().getDim(0).getDimParam());
        assertEquals(4, written.getInput(0).getType().getTensorType().getShape().getDim(1).getDimValue());
        assertTrue(written.getInput(1).getType().getTensorType().hasShape());
        assertEquals(0, written.getInput(1).getType().getTensorType().getShape().getDimCount());
        assertFalse(written.getNode(0).getAttribute(0).getG().getOutput(0).getType().getTensorType().hasShape());
        assertEquals(0, written.getInitializer(0).getDimsCount());
        assertEquals(ByteString.copyFrom(new byte[] {0, 0, 0, 0x3F}), written.getInitializer(0).getRawData());
        assertEquals(ByteString.copyFrom(new byte[] {1, -2, 3, -4}), written.getInitializer(1).getRawData());
        assertEquals(TensorProto.DataLocation.EXTERNAL, written.getInitializer(2).getDataLocation());
        assertEquals("5000000000", written.getInitializer(2).getExternalData(1).getValue());
        assertEquals(List.of(1L, -1L), written.getNode(0).getAttribute(2).getIntsList());
        assertEquals(0.25f, written.getNode(1).getAttribute(0).getF());
        assertEquals("tanh", written.getNode(1).getAttribute(1).getS().toStringUtf8());
    }

    @Test
    void typedListsOfElementsBecomeRawData() {
        GraphProto graph = GraphProto.newBuilder()
            .addInitializer(TensorProto.newBuilder().setName("f").setDataType(1).addDims(2).addFloatData(1.5f).addFloatData(-2))
            .addInitializer(TensorProto.newBuilder().setName("l").setDataType(7).addDims(3)
                .addInt64Data(-1).addInt64Data(Long.MIN_VALUE).addInt64Data(7))
            .addInitializer(TensorProto.newBuilder().setName("b").setDataType(3).addDims(2).addInt32Data(-7).addInt32Data(127))
            .addInitializer(TensorProto.newBuilder().setName("s").setDataType(7).addInt64Data(9)).build();
        OnnxModel model = OnnxModel.read(ModelProto.newBuilder().setGraph(graph).build().toByteArray(), "m");
        var tensors = model.graph().initializers();
        assertArrayEquals(new float[] {1.5f, -2}, tensors.get("f").asFloats());
        assertArrayEquals(new long[] {-1, Long.MIN_VALUE, 7}, tensors.get("l").asInts());
        assertArrayEquals(new byte[] {-7, 127}, tensors.get("b").bytes());
        assertArrayEquals(new long[0], tensors.get("s").dimensions());
        assertArrayEquals(new long[] {9}, tensors.get("s").asInts());
    }

    @Test
    void everyTruncationIsRefusedWithFileAndByteOrReadsAsAModel() {
        byte[] whole = everything().toByteArray();
        int refused = 0;
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            try {
                OnnxModel.read(part, "part.onnx");
            } catch (ModelException e) {
                refused++;
                assertTrue(e.getMessage().startsWith("part.onnx "), e.getMessage());
                assertTrue(e.getMessage().contains("at byte ") || e.getMessage().contains("no graph"), e.getMessage());
            }
        }
        assertTrue(refused > whole.length * 9 / 10, refused + " of " + whole.length);
    }

    @Test
    void everyDamagedByteIsRefusedOrReadButNeverCrashes() {
        byte[] whole = everything().toByteArray();
        for (int at = 0; at < whole.length; at++) {
            for (int value : new int[] {0, 0x7F, 0xFF, whole[at] ^ 1, whole[at] ^ 0x80}) {
                byte[] damaged = whole.clone();
                damaged[at] = (byte) value;
                try {
                    OnnxModel.read(damaged, "m").toBytes();
                } catch (ModelException e) {
                    assertTrue(e.getMessage().startsWith("m "), e.getMessage());
                }
            }
        }
    }

    @Test
    void graphsNestedWithoutEndAreRefused() {
        OnnxGraph graph = new OnnxGraph("innermost");
        for (int i = 0; i < 100; i++) {
            OnnxGraph outer = new OnnxGraph("g");
            outer.add("If", "y", "c").with("then_branch", graph);
            graph = outer;
        }
        byte[] bytes = new OnnxModel(8, 17, graph).toBytes();
        ModelException e = assertThrows(ModelException.class, () -> OnnxModel.read(bytes, "deep.onnx"));
        assertTrue(e.getMessage().contains("deep.onnx") && e.getMessage().contains("nested more than"), e.getMessage());
    }

    @Test
    void filesThatAreNoModelsGetASentence(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("decoder_model.onnx");
        assertMessage(file, "There is no file");
        Files.write(file, new byte[0]);
        assertMessage(file, "is empty");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");
        assertMessage(file, "Git LFS pointer");
        Files.writeString(file, "<!DOCTYPE html><html></html>");
        assertMessage(file, "at byte");
    }

    private static void assertMessage(Path file, String part) {
        ModelException e = assertThrows(ModelException.class, () -> OnnxModel.read(file));
        assertTrue(e.getMessage().contains(part) && e.getMessage().contains("decoder_model.onnx"), e.getMessage());
    }

    /** A model with every field that we read and several that we only keep; raw data throughout, packed nowhere. */
    private static ModelProto everything() {
        TensorProto constant = TensorProto.newBuilder().setName("c").setDataType(1).addDims(2)
            .setRawData(ByteString.copyFrom(new byte[8])).setDocString("doc").build();
        ValueInfoProto input = ValueInfoProto.newBuilder().setName("x").setDocString("doc")
            .setType(TypeProto.newBuilder().setDenotation("d").setTensorType(TypeProto.Tensor.newBuilder().setElemType(7)
                .setShape(TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch").setDenotation("N"))
                    .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(3))
                    .addDim(TensorShapeProto.Dimension.newBuilder())))).build();
        ValueInfoProto sequence = ValueInfoProto.newBuilder().setName("q").setType(TypeProto.newBuilder()
            .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(input.getType()))).build();
        GraphProto branch = GraphProto.newBuilder().setName("then").addOutput(sequence).build();
        NodeProto node = NodeProto.newBuilder().setName("n").setOpType("Odd").setDomain("com.example").setDocString("doc")
            .addInput("x").addInput("").addInput("c").addOutput("y").addOutput("")
            .addAttribute(attribute("i", AttributeType.INT).setI(-3))
            .addAttribute(attribute("zero", AttributeType.INT).setI(0))
            .addAttribute(attribute("f", AttributeType.FLOAT).setF(0.1f))
            .addAttribute(attribute("s", AttributeType.STRING).setS(ByteString.copyFrom(new byte[] {-1, 0, 3})))
            .addAttribute(attribute("is", AttributeType.INTS).addInts(0).addInts(-1).addInts(1L << 40))
            .addAttribute(attribute("none", AttributeType.INTS))
            .addAttribute(attribute("fs", AttributeType.FLOATS).addFloats(1).addFloats(Float.MIN_VALUE))
            .addAttribute(attribute("ss", AttributeType.STRINGS).addStrings(ByteString.copyFromUtf8("a")))
            .addAttribute(attribute("t", AttributeType.TENSOR).setT(constant).setDocString("doc"))
            .addAttribute(attribute("ts", AttributeType.TENSORS).addTensors(constant))
            .addAttribute(attribute("g", AttributeType.GRAPH).setG(branch))
            .addAttribute(attribute("gs", AttributeType.GRAPHS).addGraphs(branch).addGraphs(branch))
            .build();
        return ModelProto.newBuilder().setIrVersion(9).setProducerName("p").setProducerVersion("1").setDomain("d")
            .setModelVersion(3).setDocString("doc")
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setDomain("com.example").setVersion(2))
            .addMetadataProps(OnnxMl.StringStringEntryProto.newBuilder().setKey("k").setValue("v"))
            .setGraph(GraphProto.newBuilder().setName("g").setDocString("doc").addNode(node).addInput(input).addOutput(sequence)
                .addValueInfo(input).addInitializer(constant)
                .addInitializer(TensorProto.newBuilder().setName("texts").setDataType(8).addDims(1)
                    .addStringData(ByteString.copyFromUtf8("t")))
                .addInitializer(TensorProto.newBuilder().setName("far").setDataType(1).addDims(2)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(OnnxMl.StringStringEntryProto.newBuilder().setKey("location").setValue("w.bin"))
                    .addExternalData(OnnxMl.StringStringEntryProto.newBuilder().setKey("checksum").setValue("0")))
                .addQuantizationAnnotation(OnnxMl.TensorAnnotation.newBuilder().setTensorName("c")))
            .build();
    }

    @Test
    void textsAsElementsOfAnotherTypeAreRefused() {
        byte[] bytes = ModelProto.newBuilder().setGraph(GraphProto.newBuilder().addInitializer(TensorProto.newBuilder()
            .setName("shape").setDataType(7).addDims(1).addStringData(ByteString.copyFromUtf8("t")))).build().toByteArray();
        String message = assertThrows(ModelException.class, () -> OnnxModel.read(bytes, "m")).getMessage();
        assertTrue(message.contains("tensor shape holds texts for elements of int64"), message);
    }

    private static AttributeProto.Builder attribute(String name, AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }
}
