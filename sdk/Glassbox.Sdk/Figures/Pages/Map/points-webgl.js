// Draws all points with one call, and the paths with another; points between two maps are moved by the graphics processor. Throws where there is no WebGL 2.
class WebGlPoints {
  constructor(canvas, data) {
    const gl = this.gl = canvas.getContext('webgl2', { antialias: data.paths.length > 0, premultipliedAlpha: true });
    if (!gl) throw new Error('no WebGL 2');
    Object.assign(this, { canvas, data, buffers: {} });
    const moving = `
      attribute vec2 from, to; attribute vec4 paint;
      uniform vec2 centre, scale; uniform float moved;
      vec4 placed() { return vec4((mix(from, to, moved) - centre) * scale, 0.0, 1.0); }`;
    this.points = this.#program(`${moving}
      attribute float shape; uniform mediump float size;
      varying vec4 colour; varying float kind;
      void main() {
        gl_Position = placed();
        gl_PointSize = paint.a > 0.0 ? size * 1.4 : 0.0;
        colour = paint; kind = shape;
      }`, `
      precision mediump float;
      uniform float size, opacity;
      varying vec4 colour; varying float kind;
      void main() {
        vec2 p = (gl_PointCoord - 0.5) * 2.8;
        float edge = length(p);
        if (kind > 2.5) edge = (abs(p.x) + abs(p.y)) / 1.25;
        else if (kind > 1.5) edge = max(p.y / 0.75, (abs(p.x) * 1.8 - p.y) / 1.55);
        else if (kind > 0.5) edge = max(abs(p.x), abs(p.y)) / 0.9;
        float alpha = colour.a * opacity * clamp((1.0 - edge) * size * 0.5 + 0.5, 0.0, 1.0);
        if (alpha <= 0.0) discard;
        gl_FragColor = vec4(colour.rgb * alpha, alpha);
      }`);
    this.lines = this.#program(`${moving}
      varying vec4 colour;
      void main() { gl_Position = placed(); colour = paint; }`, `
      precision mediump float;
      varying vec4 colour;
      void main() { float alpha = colour.a * 0.5; gl_FragColor = vec4(colour.rgb * alpha, alpha); }`);
    const ends = data.paths.flatMap(path => path.slice(1).flatMap((i, k) => [path[k], i]));
    this.lineEnds = ends.length;
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, new Uint32Array(ends), gl.STATIC_DRAW);
    this.move(data.map, data.map);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  // Colours, and how strongly each point is seen, from 0 to 1.
  paint(column, strength) {
    const { gl, data } = this;
    const paint = new Uint8Array(4 * data.count), shape = new Uint8Array(data.count);
    for (let i = 0; i < data.count; i++) {
      paint.set(data.colour(column, i), 4 * i);
      paint[4 * i + 3] = 255 * strength(i);
      shape[i] = data.shape(column, i);
    }
    this.#attribute('paint', 4, gl.UNSIGNED_BYTE, true, paint);
    this.#attribute('shape', 1, gl.UNSIGNED_BYTE, false, shape);
  }

  move(from, to) {
    for (const [name, map] of [['from', from], ['to', to]]) {
      const place = new Float32Array(2 * this.data.count);
      for (let i = 0; i < this.data.count; i++) {
        // A vertex that is not a number may be drawn anywhere: lost samples stand far outside instead.
        place[2 * i] = map.placed(i) ? map.x[i] : 1e30;
        place[2 * i + 1] = map.placed(i) ? map.y[i] : 1e30;
      }
      this.#attribute(name, 2, this.gl.FLOAT, false, place);
    }
  }

  draw(view, size, opacity, moved) {
    const { gl, canvas } = this, dense = devicePixelRatio;
    const [width, height] = [Math.round(view.width * dense), Math.round(view.height * dense)];
    // Setting a size makes a new buffer, even where it is the same.
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clear(gl.COLOR_BUFFER_BIT);
    for (const { program, at } of this.lineEnds ? [this.lines, this.points] : [this.points]) {
      gl.useProgram(program);
      gl.uniform2f(at('centre'), view.x, view.y);
      gl.uniform2f(at('scale'), 2 * view.unit / view.width, 2 * view.unit / view.height);
      gl.uniform1f(at('moved'), moved);
      gl.uniform1f(at('size'), size * dense);
      gl.uniform1f(at('opacity'), opacity);
      if (program === this.lines.program) gl.drawElements(gl.LINES, this.lineEnds, gl.UNSIGNED_INT, 0);
      else gl.drawArrays(gl.POINTS, 0, this.data.count);
    }
  }

  #program(vertex, fragment) {
    const { gl } = this, program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    // The same places in both programs, which share the buffers.
    ['from', 'to', 'paint', 'shape'].forEach((name, place) => gl.bindAttribLocation(program, place, name));
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error('the shaders do not link');
    const known = {};
    return { program, at: name => known[name] ??= gl.getUniformLocation(program, name) };
  }

  #attribute(name, length, type, normalized, values) {
    const { gl } = this, at = gl.getAttribLocation(this.points.program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name] ??= gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, length, type, normalized, 0, 0);
  }
}
